import * as z from 'zod';

/**
 * What is wrong with a table file, or with one line of it. `value` is the fact beside the code: what stood there, or a limit.
 *
 * Of the whole file (`line` 0):
 * - `unreadable`: it cannot be opened or read; `value` is the system's word.
 * - `too-large`: it is larger than the limit, as it is or once unpacked; `value` is the limit in MiB.
 * - `empty-file`: there is nothing in it.
 * - `old-or-protected`: an `.xls` workbook of old, or one that is protected by a password; both begin alike.
 * - `not-a-table`: it is no text and no workbook.
 * - `damaged`: a workbook that cannot be unpacked or understood; `value` says why.
 * - `unknown-encoding`: text of which nobody can tell the encoding.
 * - `no-header`: the first line names no columns; `value` is that line.
 * - `too-many-rows`, `too-many-columns`: `value` is the limit.
 *
 * Of a line:
 * - `bad-quotes`: quotation marks that do not pair up.
 * - `too-few-cells`, `too-many-cells`: not as many cells as the header has; `value` is how many.
 * - `cell-too-long`: `value` is how the cell begins.
 * - `rounded-number`: a number that a spreadsheet or program has rounded or rewritten, where each digit counts.
 * - `date-value`: a date, where something is to be identified.
 * - `error-value`: a formula that failed; `value` is its error.
 * - `empty-id`, `bad-id`: no id, or none that can be read.
 * - `blank-id`: an id of zeros or of ones alone, which nobody gave to a card.
 * - `duplicate-in-file`: the same thing stands on an earlier line; `value` names that line.
 * - `already-there`: what the line brings is known already.
 * - `bad-value`: the column does not take this value.
 */
export const tableProblemCodes = [
  'unreadable',
  'too-large',
  'empty-file',
  'old-or-protected',
  'not-a-table',
  'damaged',
  'unknown-encoding',
  'no-header',
  'too-many-rows',
  'too-many-columns',
  'bad-quotes',
  'too-few-cells',
  'too-many-cells',
  'cell-too-long',
  'rounded-number',
  'date-value',
  'error-value',
  'empty-id',
  'bad-id',
  'blank-id',
  'duplicate-in-file',
  'already-there',
  'bad-value',
] as const;
export type TableProblemCode = (typeof tableProblemCodes)[number];

/** Characters of a cell that are told of at most. */
export const MAX_VALUE_LENGTH = 200;

export const tableProblemSchema = z.strictObject({
  /** The line of the file, or the row of the sheet, from 1; 0 stands for the whole file. */
  line: z.int().nonnegative(),
  /** The column as the header names it; null where the whole line is meant. */
  column: z.string().max(MAX_VALUE_LENGTH).nullable(),
  code: z.enum(tableProblemCodes),
  value: z.string().max(MAX_VALUE_LENGTH),
});
export type TableProblem = z.infer<typeof tableProblemSchema>;

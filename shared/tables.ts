import * as z from 'zod';

/**
 * An error in a table file or in one line of it. `value` is the fact that goes with the code: the wrong text, or a limit.
 *
 * Of the whole file (`line` 0):
 * - `unreadable`: it cannot be opened or read; `value` is the system's message.
 * - `too-large`: it exceeds the limit, as it is or unpacked; `value` is the limit in MiB.
 * - `empty-file`: it is empty.
 * - `old-or-protected`: an old `.xls` workbook or a password-protected one; both begin the same way.
 * - `not-a-table`: it is neither text nor a workbook.
 * - `damaged`: a workbook that cannot be unpacked or parsed; `value` says why.
 * - `unknown-encoding`: text in an unrecognized encoding.
 * - `no-header`: the first line names no columns; `value` is that line.
 * - `too-many-rows`, `too-many-columns`: `value` is the limit.
 *
 * Of a line:
 * - `bad-quotes`: unbalanced quotation marks.
 * - `too-few-cells`, `too-many-cells`: another number of cells than the header; `value` is the number.
 * - `cell-too-long`: `value` is the beginning of the cell.
 * - `rounded-number`: a number that a spreadsheet or program has rounded or rewritten, where every digit counts.
 * - `date-value`: a date instead of an identifier.
 * - `error-value`: a formula that failed; `value` is its error.
 * - `empty-id`, `bad-id`: no id, or an unreadable one.
 * - `blank-id`: an id of only zeros or ones, which no card has.
 * - `duplicate-in-file`: an earlier line has the same content; `value` is its number.
 * - `already-there`: the content of the line is already known.
 * - `bad-value`: the column does not allow this value.
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

/** Maximum number of characters of a cell that a problem repeats. */
export const MAX_VALUE_LENGTH = 200;

export const tableProblemSchema = z.strictObject({
  /** Line of the file or row of the sheet, from 1; 0 is the whole file. */
  line: z.int().nonnegative(),
  /** Column name by the header; null: the error concerns the whole line. */
  column: z.string().max(MAX_VALUE_LENGTH).nullable(),
  code: z.enum(tableProblemCodes),
  value: z.string().max(MAX_VALUE_LENGTH),
});
export type TableProblem = z.infer<typeof tableProblemSchema>;

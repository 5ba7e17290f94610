import type { TableProblemCode } from '../../shared/tables.js';
import type { TableRow } from './table.js';

/**
 * What a column holds.
 * - `card-id`: letters and digits that a number cannot carry, for it drops leading zeros and takes E for an exponent.
 * - `identifier`: what identifies a card or a person; may be a number with all of its digits.
 * - `text`: anything else.
 */
export type ColumnContent = 'card-id' | 'identifier' | 'text';

/** Numbers as spreadsheets and programs write those that they have rounded: 1,23457E+15, 1.0231007E7, 12E+3. */
const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+E[+-]?\d+|E[+-]\d+)$/i;
/** A whole number that a program has kept as a floating-point one: 10231.0. */
const FLOATING = /^\d+[.,]0{1,2}$/;

/**
 * Returns why a cell may not say what was entered: a formula's error, a number that lost digits, or, in a column that
 * identifies something, a date; null where nothing is wrong.
 *
 * @param column from 0
 */
export function cellProblem(
  row: TableRow,
  column: number,
  content: ColumnContent,
): { readonly code: TableProblemCode; readonly value: string } | null {
  const doubt = row.doubts?.find((one) => one.column === column);
  const text = row.cells[column] ?? '';
  if (doubt?.doubt === 'error-value') return { code: 'error-value', value: text };
  if (content === 'text') return null;
  if (doubt?.doubt === 'date-value') return { code: 'date-value', value: text };
  const isRounded = doubt?.doubt === 'rounded-number' || (doubt?.doubt === 'number' && content === 'card-id');
  return isRounded || SCIENTIFIC.test(text) || FLOATING.test(text) ? { code: 'rounded-number', value: text } : null;
}

import type { TableProblemCode } from '../../shared/tables.js';
import type { TableRow } from './table.js';

/**
 * The content of a column.
 * - `card-id`: letters and digits that a number cannot represent: it drops leading zeros and reads E as an exponent.
 * - `identifier`: identifies a card or person; may be a number with all its digits.
 * - `text`: anything else.
 */
export type ColumnContent = 'card-id' | 'identifier' | 'text';

/** Numbers that spreadsheets or programs have rounded: 1,23457E+15, 1.0231007E7, 12E+3. */
const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+E[+-]?\d+|E[+-]\d+)$/i;
/** A whole number that a program stored as floating point: 10231.0. */
const FLOATING = /^\d+[.,]0{1,2}$/;

/**
 * Returns why a cell may not contain what was entered: a formula error, a number that lost digits, or a date in an identifying
 * column; null if it is fine.
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

import type { TFunction } from 'i18next';
import type { TableProblem } from '../../shared/tables.js';

/** Returns what is wrong with a file or a line of it, and where. */
export function tableProblemText(
  t: TFunction,
  { line, column, code, value }: TableProblem,
): { readonly where: string; readonly what: string } {
  const at = String(line);
  const where =
    line === 0 ? t('table.file') : column === null ? t('table.line', { line: at }) : t('table.lineColumn', { line: at, column });
  return { where, what: t(`table.problem.${code}`, { value }) };
}

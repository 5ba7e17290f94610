import { stringify } from 'csv-stringify/sync';
import type { RunRow } from '../../shared/run.js';

const columns = [
  ...['place', 'person', 'profileTemplate', 'requestId', 'file', 'line', 'card', 'stands', 'state'],
  ...['reason', 'detail', 'slipNumber', 'at', 'by'],
] as const;

/**
 * Returns a run's report as CSV for spreadsheets: UTF-8 with byte order mark, times in UTC as in the journal, cells protected
 * from formulas.
 */
export function runCsv(rows: readonly RunRow[]): string {
  const text = stringify(
    rows.map(({ line, binding, ...row }) => ({ ...row, file: line?.file ?? '', line: line?.line ?? '', state: binding?.state ?? '' })),
    { columns: [...columns], header: true, escape_formulas: true, record_delimiter: 'windows' },
  );
  return `\uFEFF${text}`;
}

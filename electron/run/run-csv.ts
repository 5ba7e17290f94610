import { stringify } from 'csv-stringify/sync';
import type { RunRow } from '../../shared/run.js';

const columns = [
  ...['place', 'person', 'profileTemplate', 'requestId', 'file', 'line', 'card', 'stands', 'state'],
  ...['reason', 'detail', 'slipNumber', 'at', 'by'],
] as const;

/** The report of a run for a spreadsheet: UTF-8 with a byte order mark, instants in UTC as the journal has them; no cell is taken for a formula. */
export function runCsv(rows: readonly RunRow[]): string {
  const text = stringify(
    rows.map(({ line, binding, ...row }) => ({ ...row, file: line?.file ?? '', line: line?.line ?? '', state: binding?.state ?? '' })),
    { columns: [...columns], header: true, escape_formulas: true, record_delimiter: 'windows' },
  );
  return `\uFEFF${text}`;
}

import { stringify } from 'csv-stringify/sync';
import type { ReportRow } from '../../shared/report.js';

const columns = [
  ...['confirmedAt', 'confirmedBy', 'person', 'profileTemplate', 'cardId', 'requestId', 'state', 'stateAt', 'stateBy'],
  ...['detail', 'bindingId', 'sinceBound'],
] as const;

/** First line of the CSV file: UTF-8 with a byte order mark. */
export const csvHead = `\uFEFF${stringify([[...columns]], { record_delimiter: 'windows' })}`;

/** Returns a row with the number of bindings that are missing because they are archived. */
export function csvArchived(bindings: number): string {
  const detail = `${String(bindings)} bindings confirmed in this period are in an archive of the journal`;
  return stringify([{ state: 'archived', detail }], { columns: [...columns], record_delimiter: 'windows' });
}

/** Returns a row that says how many bindings are missing here because their entries cannot be read. */
export function csvUnreadable(bindings: number): string {
  const detail = `${String(bindings)} bindings are missing here because the journal's entries about them cannot be read`;
  return stringify([{ state: 'unreadable', detail }], { columns: [...columns], record_delimiter: 'windows' });
}

/** Returns a page of rows, with instants in UTC as in the journal. No cell can be read as a formula. */
export function csvRows(rows: readonly ReportRow[]): string {
  return stringify(
    rows.map((row) => ({ ...row, state: row.state.state, detail: detailOf(row.state), sinceBound: sinceBound(row) })),
    { columns: [...columns], escape_formulas: true, record_delimiter: 'windows' },
  );
}

/** Returns what happened to the request after it was bound; empty if nothing is known. */
function sinceBound({ care, abandoning }: ReportRow): string {
  return [abandoning, care?.outcome ?? null, care?.difference ?? null].filter((word) => word !== null).join(', ');
}

/** Returns why a binding is in its state, if the state has a reason. */
function detailOf(state: ReportRow['state']): string {
  if (state.state === 'attention') return `${state.reason}: ${state.evidence}`;
  if ('reason' in state) return state.reason;
  if (!('error' in state)) return '';
  return 'message' in state.error && state.error.message !== '' ? `${state.error.code}: ${state.error.message}` : state.error.code;
}

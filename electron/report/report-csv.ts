import { stringify } from 'csv-stringify/sync';
import type { ReportRow } from '../../shared/report.js';

const columns = [
  ...['confirmedAt', 'confirmedBy', 'person', 'profileTemplate', 'cardId', 'requestId', 'state', 'stateAt', 'stateBy'],
  ...['detail', 'bindingId', 'sinceBound'],
] as const;

/** The first line of a report for a spreadsheet: UTF-8 with a byte order mark. */
export const csvHead = `\uFEFF${stringify([[...columns]], { record_delimiter: 'windows' })}`;

/** A row that says how many bindings of the period the report lacks. */
export function csvArchived(bindings: number): string {
  const detail = `${String(bindings)} bindings confirmed in this period are in an archive of the journal`;
  return stringify([{ state: 'archived', detail }], { columns: [...columns], record_delimiter: 'windows' });
}

/** Returns a row that says how many bindings are missing here because their entries cannot be read. */
export function csvUnreadable(bindings: number): string {
  const detail = `${String(bindings)} bindings are missing here because the journal's entries about them cannot be read`;
  return stringify([{ state: 'unreadable', detail }], { columns: [...columns], record_delimiter: 'windows' });
}

/** A page of a report's rows, with instants in UTC as the journal has them; no cell is taken for a formula. */
export function csvRows(rows: readonly ReportRow[]): string {
  return stringify(
    rows.map((row) => ({ ...row, state: row.state.state, detail: detailOf(row.state), sinceBound: sinceBound(row) })),
    { columns: [...columns], escape_formulas: true, record_delimiter: 'windows' },
  );
}

/** What became of the request since it was bound; empty: nothing is known. */
function sinceBound({ care, abandoning }: ReportRow): string {
  return [abandoning, care?.outcome ?? null, care?.difference ?? null].filter((word) => word !== null).join(', ');
}

/** Why a binding is in the state it is in, as far as the state itself says. */
function detailOf(state: ReportRow['state']): string {
  if (state.state === 'attention') return `${state.reason}: ${state.evidence}`;
  if ('reason' in state) return state.reason;
  if (!('error' in state)) return '';
  return 'message' in state.error && state.error.message !== '' ? `${state.error.code}: ${state.error.message}` : state.error.code;
}

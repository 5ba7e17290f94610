import { isDeepStrictEqual } from 'node:util';
import type Database from 'libsql';
import { careOfAbandoned, isAbandoning, mayBeAbandoned, type Abandon } from '../../shared/abandon.js';
import { isCareOver } from '../../shared/after-care.js';
import type { BindingView } from '../../shared/bindings.js';
import { beginCare, endCare } from './after-care.js';
import { rowColumns } from './stored-view.js';

/**
 * The newest bindings that need attention after they were bound. Each half of the UNION uses an index of its own; with OR,
 * SQLite would read all bindings.
 */
export const NEWEST_NEEDING_ATTENTION = `
  SELECT ${rowColumns} FROM bindings WHERE first_seq IN (
    SELECT first_seq FROM bindings WHERE care_matters = 1
    UNION SELECT first_seq FROM bindings WHERE abandon IN ('unconfirmed', 'not-abandoned'))
  ORDER BY first_seq DESC LIMIT 500`;

/**
 * Returns a binding with the next step of abandoning its request; null if the stored state does not allow the step.
 * @param row the stored binding
 * @param from the state the step was decided from; null if there was none
 */
export function applyAbandonStep(row: BindingView, from: Abandon | null, abandon: Abandon): BindingView | null {
  const mayFollow = abandon.state === 'sending' ? mayBeAbandoned(row) : isAbandoning(row.abandon);
  if (!mayFollow || !isDeepStrictEqual(row.abandon ?? null, from)) return null;
  if (abandon.state === 'abandoned') return { ...row, abandon, care: careOfAbandoned(abandon) };
  // The person who closed it had not tried this. The outcome needs attention again.
  if (abandon.state === 'sending' && row.care !== undefined) return { ...row, abandon, care: { ...row.care, closed: null } };
  return { ...row, abandon };
}

/**
 * Stops after-care of a request while it is being abandoned, because abandoning asks the server itself. Starts it again if the
 * request was not abandoned.
 */
export function updateCareForAbandon(db: Database.Database, { bindingId, care, confirmedAt }: BindingView, { state }: Abandon): void {
  if (state === 'sending') endCare(db, bindingId);
  else if (state === 'not-abandoned' && (care === undefined || !isCareOver(care))) beginCare(db, bindingId, confirmedAt);
}

import { isDeepStrictEqual } from 'node:util';
import type Database from 'libsql';
import { careOfAbandoned, isAbandoning, mayBeAbandoned, type Abandon } from '../../shared/abandon.js';
import { isCareOver } from '../../shared/after-care.js';
import type { BindingView } from '../../shared/bindings.js';
import { beginCare, endCare } from './after-care.js';
import { rowColumns } from './stored-view.js';

/**
 * The newest bindings for which a person is needed since they were bound. Each half has an index of its own; asked for with OR, every
 * binding there is would be read.
 */
export const NEWEST_NEEDING_ATTENTION = `
  SELECT ${rowColumns} FROM bindings WHERE first_seq IN (
    SELECT first_seq FROM bindings WHERE care_matters = 1
    UNION SELECT first_seq FROM bindings WHERE abandon IN ('unconfirmed', 'not-abandoned'))
  ORDER BY first_seq DESC LIMIT 500`;

/**
 * Returns a binding with the next step of abandoning its request; null where the step may not follow on what is stored.
 *
 * @param row the binding as it is stored
 * @param from what the step was decided from; null: nobody had asked for it
 */
export function applyAbandonStep(row: BindingView, from: Abandon | null, abandon: Abandon): BindingView | null {
  const mayFollow = abandon.state === 'sending' ? mayBeAbandoned(row) : isAbandoning(row.abandon);
  if (!mayFollow || !isDeepStrictEqual(row.abandon ?? null, from)) return null;
  if (abandon.state === 'abandoned') return { ...row, abandon, care: careOfAbandoned(abandon) };
  // Who closed it had not tried this: what comes of it is somebody's matter again.
  if (abandon.state === 'sending' && row.care !== undefined) return { ...row, abandon, care: { ...row.care, closed: null } };
  return { ...row, abandon };
}

/** Ends the looks at a request while it is abandoned, for who is at it asks the server; begins them again where it was not. */
export function updateCareForAbandon(db: Database.Database, { bindingId, care, confirmedAt }: BindingView, { state }: Abandon): void {
  if (state === 'sending') endCare(db, bindingId);
  else if (state === 'not-abandoned' && (care === undefined || !isCareOver(care))) beginCare(db, bindingId, confirmedAt);
}

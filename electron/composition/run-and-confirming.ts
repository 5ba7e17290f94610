import { randomUUID } from 'node:crypto';
import { bindingHandlers, type BindingHandlersDeps } from '../bindings/binding-handlers.js';
import type { NewestBindings } from '../bindings/newest-bindings.js';
import type { EventStream } from '../core/event-stream.js';
import type { PreparedDesk } from '../prepared/prepared-desk.js';
import type { RequestBook } from '../requests/request-book.js';
import { deskRun, type DeskRun } from '../run/desk-run.js';
import type { DeskStock } from '../stock/desk-stock.js';
import type { StationDeps } from './station-deps.js';

export interface RunAndConfirmingDeps extends Pick<BindingHandlersDeps, 'askContext' | 'personName' | 'roles' | 'submitter' | 'now'> {
  readonly parts: StationDeps;
  readonly book: RequestBook;
  readonly newest: NewestBindings;
  readonly stock: DeskStock;
  readonly prepared: PreparedDesk;
  readonly stream: EventStream;
  readonly operator: () => string;
}

/**
 * Connects the run with the confirmation of bindings: the run decides which card belongs to whom, and learns which requests can
 * no longer be bound.
 */
export function runAndConfirming(deps: RunAndConfirmingDeps): {
  readonly run: DeskRun;
  readonly confirming: ReturnType<typeof bindingHandlers>;
} {
  const { parts, book, newest, stock, prepared, stream, operator, askContext, now } = deps;
  const { journal, cm, watcher, settings } = parts;
  const shownRequest = (requestId: string) => book.shown(requestId);
  const run = deskRun({
    ...{ journal, cm, stream, operator, askContext, now, shownRequest, dialogs: parts.dialogs, station: parts.diagnostics.station },
    isListCurrent: () => book.connection.state === 'up',
    preparedRows: prepared.rows,
    nextSlip: (others) => newest.nextSlip(others),
    newId: randomUUID,
    log: parts.log('run'),
  });
  const confirming = bindingHandlers({
    ...{ ...deps, journal, cm, readers: watcher, shownRequest },
    stockObjection: stock.stockObjection,
    policy: settings.policy,
    requestsFetchedAt: () => book.fetchedAt,
    nextSlip: () => newest.nextSlip(run.slips()),
    prepared: { check: prepared.check, otherwise: settings.prepared.otherwise },
    runObjection: run.objection,
    refresh: () => void book.refresh(),
  });
  return { run, confirming: { ...confirming, 'bindings/confirm': run.watching(confirming['bindings/confirm']) } };
}

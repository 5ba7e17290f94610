import { restoreRequests } from '../backup/restore-requests.js';
import type { UnreadableRow } from '../../shared/diagnostics.js';
import type { NewestBindings } from '../bindings/newest-bindings.js';
import type { PreparedDesk } from '../prepared/prepared-desk.js';
import { bindableChange } from '../requests/bindable-change.js';
import type { RequestBook } from '../requests/request-book.js';
import type { DeskRun } from '../run/desk-run.js';
import type { Journal } from '../store/journal.js';
import type { DeskRoles } from '../roles/desk-roles.js';
import type { RequestCache } from '../store/request-cache.js';
import { requireStore } from '../store/require-store.js';

export interface LoadStoredStateDeps {
  readonly newest: NewestBindings;
  readonly journal: Journal;
  readonly book: RequestBook;
  readonly prepared: Pick<PreparedDesk, 'requestsChanged' | 'load'>;
  readonly run: Pick<DeskRun, 'load'>;
  readonly cache: RequestCache | null;
  readonly firstPage: number;
  readonly pageSize: number;
  readonly roles: Pick<DeskRoles, 'start'>;
  /** Receives the rows of the journal that cannot be read. */
  readonly onUnreadable: (rows: readonly UnreadableRow[]) => void;
  /** Called when the bindings and prepared cards are loaded. */
  readonly begin: () => void;
  /** Resolves when the first part of the list is on the screen; the rest is read then. */
  readonly drawn: () => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Loads what the previous process left: bindings, requests, prepared cards. The list of unsettled bindings can be long and is
 * not kept in memory afterwards. @throws JournalError
 */
export async function loadStoredState(deps: LoadStoredStateDeps): Promise<void> {
  const { newest, journal, book, prepared, run, cache, firstPage, pageSize, roles, begin, drawn, onTrouble, onUnreadable } = deps;
  const unsettled = await requireStore(newest.load(journal));
  onUnreadable(await requireStore(journal.unreadable()));
  await requireStore(run.load());
  for (const binding of unsettled) book.setClaimed(binding.request.requestId, true);
  const restore: RequestBook['restore'] = (page, tell) => {
    const wantsMore = book.restore(page, tell);
    if (wantsMore) prepared.requestsChanged(bindableChange(book, { put: page.requests, removed: [] }));
    return wantsMore;
  };
  await restoreRequests({
    cache,
    book: { restore, forgetKept: () => prepared.requestsChanged({ put: [], removed: book.forgetKept() }) },
    firstPage,
    pageSize,
    begin: () => prepared.load(unsettled, false).then(roles.start).then(begin),
    drawn,
    onTrouble,
  });
}

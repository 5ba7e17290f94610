import type { RequestView } from '../../shared/requests.js';
import { RequestsById } from './requests-by-id.js';

/** The requests that wait, and what the last change did to them, so that who keeps them in an order need not look at all anew. */
export interface RequestList {
  readonly byId: RequestsById;
  /** What the last change did; null: the list was begun anew. */
  readonly change: {
    /** The `mark` of the list before. */
    readonly of: object;
    readonly replaced: readonly Replaced[];
  } | null;
  /** Stands for this list, so that who remembers it need not keep it. */
  readonly mark: object;
}

/** A request as it was and as it is; null where there was, or is, none. */
export interface Replaced {
  readonly before: RequestView | null;
  readonly now: RequestView | null;
}

/** Requests that come, and ids of some that go. */
export interface RequestChange {
  readonly put: readonly RequestView[];
  readonly removed: readonly string[];
}

export function listOf(requests: readonly RequestView[]): RequestList {
  return { byId: RequestsById.of(requests), change: null, mark: {} };
}

/** The list after changes in a row, instead of the one before; the same one when they change nothing. */
export function withChanges(list: RequestList, changes: readonly RequestChange[]): RequestList {
  const latest = new Map<string, RequestView | null>();
  for (const { put, removed } of changes) {
    for (const requestId of removed) latest.set(requestId, null);
    for (const request of put) latest.set(request.requestId, request);
  }
  const replaced: Replaced[] = [];
  for (const [requestId, now] of latest) {
    const before = list.byId.get(requestId) ?? null;
    if (before === null && now === null) latest.delete(requestId);
    else replaced.push({ before, now });
  }
  if (replaced.length === 0) return list;
  return { byId: list.byId.movedOn(latest), change: { of: list.mark, replaced }, mark: {} };
}

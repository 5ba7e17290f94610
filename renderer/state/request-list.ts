import type { RequestView } from '../../shared/requests.js';
import { RequestsById } from './requests-by-id.js';

/** The open requests and the last change, so that a sorted copy need not be rebuilt. */
export interface RequestList {
  readonly byId: RequestsById;
  /** The last change; null if the list was replaced. */
  readonly change: {
    /** The `mark` of the previous list. */
    readonly of: object;
    readonly replaced: readonly Replaced[];
  } | null;
  /** Identity of this list, so that a cache need not keep the list itself. */
  readonly mark: object;
}

/** A request before and after a change; null if there was, or is, none. */
export interface Replaced {
  readonly before: RequestView | null;
  readonly now: RequestView | null;
}

/** Added requests, and ids of removed ones. */
export interface RequestListChange {
  readonly put: readonly RequestView[];
  readonly removed: readonly string[];
}

export function listOf(requests: readonly RequestView[]): RequestList {
  return { byId: RequestsById.of(requests), change: null, mark: {} };
}

/** Returns the list after a sequence of changes; the same list if they change nothing. */
export function withChanges(list: RequestList, changes: readonly RequestListChange[]): RequestList {
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

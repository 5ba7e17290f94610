import type { RequestView } from '../../shared/requests.js';

/** The requests that wait, and what the last change did to them, so that who keeps them in an order need not look at all anew. */
export interface RequestList {
  readonly byId: ReadonlyMap<string, RequestView>;
  /** What the last change brought, and what it took away or replaced; null: the list was begun anew. */
  readonly change: {
    /** The `mark` of the list before. */
    readonly of: object;
    readonly came: readonly RequestView[];
    readonly went: readonly RequestView[];
  } | null;
  /** Stands for this list, so that who remembers it need not keep it. */
  readonly mark: object;
}

/** Requests that come, and ids of some that go. */
export interface RequestChange {
  readonly put: readonly RequestView[];
  readonly removed: readonly string[];
}

export function listOf(requests: readonly RequestView[]): RequestList {
  return { byId: new Map(requests.map((request) => [request.requestId, request])), change: null, mark: {} };
}

/** The list after changes in a row, copied once for all of them; the same one when they change nothing. */
export function withChanges(list: RequestList, changes: readonly RequestChange[]): RequestList {
  const latest = new Map<string, RequestView | null>();
  for (const { put, removed } of changes) {
    for (const requestId of removed) latest.set(requestId, null);
    for (const request of put) latest.set(request.requestId, request);
  }
  const came: RequestView[] = [];
  const went: RequestView[] = [];
  for (const [requestId, request] of latest) {
    const before = list.byId.get(requestId);
    if (before !== undefined) went.push(before);
    if (request !== null) came.push(request);
  }
  if (came.length + went.length === 0) return list;
  const byId = new Map(list.byId);
  for (const { requestId } of went) byId.delete(requestId);
  for (const request of came) byId.set(request.requestId, request);
  return { byId, change: { of: list.mark, came, went }, mark: {} };
}

import type { RequestView } from '../../shared/requests.js';
import { foldedOf } from './search.js';

export type Sort = 'byAge' | 'byNewest' | 'byName';

/** The order that was made last. A long list changes in portions: sorted from there, each takes a fraction of the time. */
let last: { readonly sort: Sort; readonly requests: readonly RequestView[] } = { sort: 'byAge', requests: [] };

/**
 * The requests in an order; equal ones by their ids, so that the list never jumps; those without a name last. The same list as
 * before where nothing has changed.
 */
export function sorted(requests: ReadonlyMap<string, RequestView>, sort: Sort): readonly RequestView[] {
  const before = last.sort === sort ? last.requests : [];
  const others = asBefore(requests, before);
  if (others.length === before.length && others.every((request, index) => request === before[index])) return before;
  const keyOf = (request: RequestView): string => {
    if (sort !== 'byName') return request.submittedAt;
    return request.person.state === 'resolved' ? foldedOf(request).name : '\uffff';
  };
  const sign = sort === 'byNewest' ? -1 : 1;
  last = {
    sort,
    requests: others
      .map((request) => ({ request, key: keyOf(request) }))
      .sort((a, b) => sign * compare(a.key, b.key) || compare(a.request.requestId, b.request.requestId))
      .map(({ request }) => request),
  };
  return last.requests;
}

/** The requests as far as possible in the order they had, and the new ones behind. */
function asBefore(requests: ReadonlyMap<string, RequestView>, before: readonly RequestView[]): readonly RequestView[] {
  const ordered = before.flatMap(({ requestId }) => requests.get(requestId) ?? []);
  if (ordered.length === requests.size) return ordered;
  const known = new Set(ordered);
  for (const request of requests.values()) if (!known.has(request)) ordered.push(request);
  return ordered;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

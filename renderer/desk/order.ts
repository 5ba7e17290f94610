import type { RequestView } from '../../shared/requests.js';
import type { RequestList } from '../state/request-list.js';
import { foldedOf } from './search.js';

export type Sort = 'byAge' | 'byNewest' | 'byName';

/** The order that was made last, and of which list. A long list changes in portions, and is brought forward by each. */
let last: { readonly sort: Sort; readonly of: object; readonly requests: readonly RequestView[] } = { sort: 'byAge', of: {}, requests: [] };

/** The requests in an order; equal ones by their ids, so that the list never jumps; those without a name last. */
export function sorted({ byId, change, mark }: RequestList, sort: Sort): readonly RequestView[] {
  if (last.sort === sort && last.of === mark) return last.requests;
  const isNext = change !== null && last.sort === sort && last.of === change.of;
  last = { sort, of: mark, requests: isNext ? broughtForward(last.requests, change, sort) : ordered([...byId.values()], sort) };
  return last.requests;
}

function broughtForward(requests: readonly RequestView[], { came, went }: NonNullable<RequestList['change']>, sort: Sort): readonly RequestView[] {
  const instead = new Map<RequestView, RequestView | null>(went.map((request) => [request, null]));
  const others = came.filter((request, index) => {
    const before = went[index];
    // Most changes leave a request where it stands.
    const stays = before?.requestId === request.requestId && keyOf(before, sort) === keyOf(request, sort);
    if (stays) instead.set(before, request);
    return !stays;
  });
  const stayed: RequestView[] = [];
  for (const request of requests) {
    const now = instead.get(request);
    if (now !== null) stayed.push(now ?? request);
  }
  return merged(stayed, ordered(others, sort), sort);
}

function ordered(requests: readonly RequestView[], sort: Sort): readonly RequestView[] {
  return requests
    .map((request) => ({ request, key: keyOf(request, sort) }))
    .sort((a, b) => compare(a.key, b.key, sort) || compare(a.request.requestId, b.request.requestId, 'byAge'))
    .map(({ request }) => request);
}

/** Two ordered lists as one. */
function merged(some: readonly RequestView[], others: readonly RequestView[], sort: Sort): readonly RequestView[] {
  if (others.length === 0) return some;
  const all: RequestView[] = [];
  let at = 0;
  for (const other of others) {
    const key = keyOf(other, sort);
    for (let one = some[at]; one !== undefined; one = some[at]) {
      if ((compare(keyOf(one, sort), key, sort) || compare(one.requestId, other.requestId, 'byAge')) > 0) break;
      all.push(one);
      at += 1;
    }
    all.push(other);
  }
  return all.concat(some.slice(at));
}

function keyOf(request: RequestView, sort: Sort): string {
  if (sort !== 'byName') return request.submittedAt;
  return request.person.state === 'resolved' ? foldedOf(request).name : '\uffff';
}

function compare(a: string, b: string, sort: Sort): number {
  const sign = sort === 'byNewest' ? -1 : 1;
  return a < b ? -sign : a > b ? sign : 0;
}

import { fold } from '../../shared/fold.js';
import type { RequestRules, RequestView } from '../../shared/requests.js';
import type { Replaced, RequestList } from '../state/request-list.js';

export type Sort = 'byAge' | 'byNewest' | 'byPriority' | 'byName';

/** Sort orders, as the settings name them. */
export const sortOfSetting = { oldest: 'byAge', newest: 'byNewest', priority: 'byPriority', name: 'byName' } as const satisfies Record<
  RequestRules['order'],
  Sort
>;

/** The last sorted result and its list. A long list changes in portions, and each portion updates the result. */
let last: { readonly sort: Sort; readonly of: object; readonly requests: readonly RequestView[] } = { sort: 'byAge', of: {}, requests: [] };

/** Returns the requests in an order; equal ones by id, so that rows never swap; unnamed people last. */
export function sorted({ byId, change, mark }: RequestList, sort: Sort): readonly RequestView[] {
  if (last.sort === sort && last.of === mark) return last.requests;
  const isNext = change !== null && last.sort === sort && last.of === change.of;
  last = { sort, of: mark, requests: isNext ? broughtForward(last.requests, change.replaced, sort) : ordered(byId.values(), sort) };
  return last.requests;
}

/** Returns sorted requests after changes. */
export function broughtForward(requests: readonly RequestView[], replaced: readonly Replaced[], sort: Sort): readonly RequestView[] {
  const stayed = requests.slice();
  const gone: number[] = [];
  const others: RequestView[] = [];
  for (const { before, now } of replaced) {
    const at = before === null ? -1 : placeOf(requests, before, sort, 0);
    // Most changes leave a request at its position.
    if (before !== null && now !== null && keyOf(before, sort) === keyOf(now, sort)) {
      stayed[at] = now;
      continue;
    }
    if (before !== null) gone.push(at);
    if (now !== null) others.push(now);
  }
  return merged(without(stayed, gone), ordered(others, sort), sort);
}

function ordered(requests: readonly RequestView[], sort: Sort): readonly RequestView[] {
  return requests
    .map((request) => ({ request, key: keyOf(request, sort) }))
    .sort((a, b) => compare(a.key, b.key, sort) || compare(a.request.requestId, b.request.requestId, 'byAge'))
    .map(({ request }) => request);
}

/** Returns a list without the items at some indexes. */
function without(requests: readonly RequestView[], places: readonly number[]): readonly RequestView[] {
  if (places.length === 0) return requests;
  const gone = new Set(places);
  return requests.filter((_request, at) => !gone.has(at));
}

/** Merges two sorted lists. */
function merged(some: readonly RequestView[], others: readonly RequestView[], sort: Sort): readonly RequestView[] {
  if (others.length === 0) return some;
  const all: RequestView[] = [];
  let at = 0;
  for (const other of others) {
    const place = placeOf(some, other, sort, at);
    for (const one of some.slice(at, place)) all.push(one);
    at = place;
    all.push(other);
  }
  return all.concat(some.slice(at));
}

/** Returns the index of a request in a sorted list, or where it would be inserted; at `from` or later. */
function placeOf(requests: readonly RequestView[], request: RequestView, sort: Sort, from: number): number {
  const key = keyOf(request, sort);
  let [low, high] = [from, requests.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = requests[middle];
    if (there === undefined || there === request) return middle;
    const keyThere = keyOf(there, sort);
    const isEarlier = keyThere === key ? there.requestId < request.requestId : keyThere < key === isAscending(sort);
    if (isEarlier) low = middle + 1;
    else high = middle;
  }
  return low;
}

function keyOf(request: RequestView, sort: Sort): string {
  // Ten digits of a non-negative number; newest first within a priority.
  if (sort === 'byPriority') return `${String(request.priority + 2 ** 31).padStart(10, '0')} ${request.submittedAt}`;
  if (sort !== 'byName') return request.submittedAt;
  return request.person.state === 'resolved' ? fold(request.person.name) : '\uffff';
}

function compare(a: string, b: string, sort: Sort): number {
  return a === b ? 0 : a < b === isAscending(sort) ? -1 : 1;
}

function isAscending(sort: Sort): boolean {
  return sort === 'byAge' || sort === 'byName';
}

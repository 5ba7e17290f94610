import { useMemo } from 'react';
import type { RequestView } from '../../shared/requests.js';
import { useProjection } from '../state/station.js';
import { useDesk } from './desk-state.js';
import { grouped } from './grouped.js';
import { sortOfSetting, type Sort } from './order.js';
import { useFoundRequests, useSearchIndex } from './use-found.js';

export interface Offered {
  readonly sort: Sort;
  /** All requests, in order. */
  readonly inOrder: readonly RequestView[];
  readonly bindable: readonly RequestView[];
  readonly cannot: readonly RequestView[];
  readonly old: readonly RequestView[];
  /** Whether old requests are folded away. */
  readonly isFolding: boolean;
  /** The requests that are searched. */
  readonly all: readonly RequestView[];
  /** The requests that match the search and the filters. */
  readonly found: readonly RequestView[];
  /** Whether these are approximate matches because none matches exactly. */
  readonly near: boolean;
}

/** Returns the desk's list at `now` (ms since the epoch) as currently searched, filtered and sorted; the same for every screen. */
export function useOffered(now: number): Offered {
  const requests = useProjection(({ requests }) => requests);
  const requestRules = useProjection(({ requestRules }) => requestRules);
  const query = useDesk((state) => state.query);
  const filter = useDesk((state) => state.filter);
  const unfolded = useDesk((state) => state.unfolded);
  const sort = useDesk((state) => state.sort) ?? sortOfSetting[requestRules.order];
  const { inOrder, bindable, offered, old, cannot } = useMemo(
    () => grouped(requests, sort, requestRules, now),
    [requests, sort, requestRules, now],
  );
  useSearchIndex(bindable, cannot);
  // A search finds requests of any age.
  const isFolding = old.length > 0 && query.trim() === '' && !unfolded;
  const all = isFolding ? offered : bindable;
  const { requests: found, near } = useFoundRequests(all, filter, query, now);
  return { sort, inOrder, bindable, cannot, old, isFolding, all, found, near };
}

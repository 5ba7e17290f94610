import { useMemo } from 'react';
import type { RequestView } from '../../shared/requests.js';
import { offerOf } from '../state/offer.js';
import type { Projection } from '../state/projection.js';
import { useDesk } from './desk-state.js';
import { sorted, sortOfSetting, type Sort } from './order.js';
import { useFound } from './use-found.js';

export interface Offered {
  readonly sort: Sort;
  /** Every request, in order. */
  readonly inOrder: readonly RequestView[];
  readonly bindable: readonly RequestView[];
  readonly cannot: readonly RequestView[];
  readonly old: readonly RequestView[];
  /** Whether the old ones are folded away. */
  readonly isFolding: boolean;
  /** What is searched. */
  readonly all: readonly RequestView[];
  /** What the search and the filter leave of it. */
  readonly found: readonly RequestView[];
  /** They come near to the query, which stands nowhere as it was typed. */
  readonly near: boolean;
}

/** The list of the desk as it is searched, filtered and in order now; the same from every screen. */
export function useOffered({ requests, requestRules }: Projection, now: number): Offered {
  const query = useDesk((state) => state.query);
  const filter = useDesk((state) => state.filter);
  const unfolded = useDesk((state) => state.unfolded);
  const sort = useDesk((state) => state.sort) ?? sortOfSetting[requestRules.order];
  const inOrder = useMemo(() => sorted(requests, sort), [requests, sort]);
  const { bindable, offered, old, cannot } = useMemo(() => offerOf(inOrder, requestRules, now), [inOrder, requestRules, now]);
  // Age keeps nothing from being found.
  const isFolding = old.length > 0 && query.trim() === '' && !unfolded;
  const all = isFolding ? offered : bindable;
  const { requests: found, near } = useFound(all, filter, query, now);
  return { sort, inOrder, bindable, cannot, old, isFolding, all, found, near };
}

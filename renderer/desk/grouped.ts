import type { RequestRules, RequestView } from '../../shared/requests.js';
import { byAge, groupOf, offerOf, oldestOffered, type Offer } from '../state/offer.js';
import type { Replaced, RequestList } from '../state/request-list.js';
import { broughtForward, sorted, type Sort } from './order.js';

/** The requests in order, and grouped by what can be done with them at this desk. */
export interface Grouped extends Offer {
  readonly inOrder: readonly RequestView[];
}

interface Last {
  readonly sort: Sort;
  readonly rules: RequestRules;
  readonly of: object;
  readonly grouped: Grouped;
  /** When requests count as old; see {@link oldestOffered}. */
  readonly oldest: string;
  /** The earliest submission among the offered requests: they stay offered while it is not old. */
  readonly first: string;
}

/** The last result. A long list changes in portions, and each portion updates the result. */
let last: Last | null = null;

/** Returns the requests in an order, grouped at `now`, in ms since the epoch. Groups that did not change are the same arrays. */
export function grouped(list: RequestList, sort: Sort, rules: RequestRules, now: number): Grouped {
  const inOrder = sorted(list, sort);
  const oldest = oldestOffered(rules, now);
  const before = last !== null && last.sort === sort && last.rules === rules ? last : null;
  let next: Last;
  if (before !== null && before.of === list.mark) next = before;
  else if (before !== null && list.change !== null && before.of === list.change.of)
    next = nextOf(before, inOrder, list, list.change.replaced);
  else {
    const offer = offerOf(inOrder, rules, now);
    // Most lists have one group, which then needs no copy.
    const isOne = offer.bindable.length === inOrder.length;
    const bindable = isOne ? inOrder : offer.bindable;
    const offered = offer.old.length === 0 ? bindable : offer.offered;
    next = { sort, rules, of: list.mark, oldest, first: firstOf(offered), grouped: { ...offer, inOrder, bindable, offered } };
  }
  if (next.first < oldest || oldest < next.oldest) {
    const aged = byAge(next.grouped.bindable, oldest);
    next = { ...next, oldest, first: firstOf(aged.offered), grouped: { ...next.grouped, ...aged } };
  }
  last = next;
  return next.grouped;
}

/** Applies changes of the list to its groups. */
function nextOf(before: Last, inOrder: readonly RequestView[], { mark }: RequestList, replaced: readonly Replaced[]): Last {
  const { sort, rules, oldest, grouped: was } = before;
  const kindOf = (request: RequestView): Kind => {
    const group = groupOf(request, rules);
    return group !== 'bindable' ? group : request.submittedAt < oldest ? 'old' : 'offered';
  };
  // Once each, because a portion of a long list has thousands.
  const moves = replaced.map(({ before: then, now }) => ({
    then,
    now,
    from: then === null ? null : kindOf(then),
    to: now === null ? null : kindOf(now),
  }));
  const group = (requests: readonly RequestView[], holds: (kind: Kind) => boolean, all: Alias): readonly RequestView[] => {
    const changes: Replaced[] = [];
    for (const { then, now, from, to } of moves)
      if (holds(from) || holds(to)) changes.push({ before: holds(from) ? then : null, now: holds(to) ? now : null });
    if (requests === all.was && all.now.length === requests.length + growthOf(changes)) return all.now;
    return changes.length === 0 ? requests : broughtForward(requests, changes, sort);
  };
  const bindable = group(was.bindable, isBindable, { was: was.inOrder, now: inOrder });
  const none: Alias = { was: null, now: [] };
  let { first } = before;
  for (const { now, to } of moves) if (now !== null && to === 'offered' && now.submittedAt < first) first = now.submittedAt;
  return {
    ...before,
    of: mark,
    first,
    grouped: {
      inOrder,
      bindable,
      offered: group(was.offered, (kind) => kind === 'offered', { was: was.bindable, now: bindable }),
      old: group(was.old, (kind) => kind === 'old', none),
      cannot: group(was.cannot, (kind) => kind === 'cannot', none),
    },
  };
}

/** The group of a request besides that of the bindable ones; null: it is not listed. */
type Kind = 'offered' | 'old' | 'cannot' | null;

const isBindable = (kind: Kind): boolean => kind === 'offered' || kind === 'old';

/** A list that a group was equal to, and the list's successor. */
interface Alias {
  readonly was: readonly RequestView[] | null;
  readonly now: readonly RequestView[];
}

function growthOf(changes: readonly Replaced[]): number {
  return changes.reduce((growth, { before, now }) => growth + Number(now !== null) - Number(before !== null), 0);
}

function firstOf(offered: readonly RequestView[]): string {
  return offered.reduce((least, { submittedAt }) => (submittedAt < least ? submittedAt : least), '\uffff');
}

import type { Bindable } from '../../shared/bindable.js';
import { bindableView, type RequestRules, type RequestView } from '../../shared/requests.js';

/** The requests of the list, in their order, put apart by what can be done with them at this desk. */
export interface Offer {
  /** A card may be bound to them, whatever their age. */
  readonly bindable: readonly RequestView[];
  /** So may it, and they are no older than the settings want to see. */
  readonly offered: readonly RequestView[];
  /** They are older. */
  readonly old: readonly RequestView[];
  /** No card may be bound to them here, or by what is known. */
  readonly cannot: readonly RequestView[];
}

const DAY_MS = 86_400_000;

/** What the rule says of a request, kept with it: a long list is looked at with every change of it. */
const saidOnce = new WeakMap<RequestView, { readonly rules: RequestRules; readonly said: Bindable }>();

/** Whether a card may be bound to a request, by the rule that main applies too. */
export function bindableHere(request: RequestView, rules: RequestRules): Bindable {
  const known = saidOnce.get(request);
  if (known?.rules === rules) return known.said;
  const said = bindableView(request, rules);
  saidOnce.set(request, { rules, said });
  return said;
}

/** Puts requests apart at `now`, in ms since the epoch. */
export function offerOf(requests: readonly RequestView[], rules: RequestRules, now: number): Offer {
  const all: RequestView[] = [];
  const offered: RequestView[] = [];
  const old: RequestView[] = [];
  const cannot: RequestView[] = [];
  const oldest = rules.foldAfterDays === 0 ? '' : new Date(now - rules.foldAfterDays * DAY_MS).toISOString();
  for (const request of requests) {
    const said = bindableHere(request, rules);
    if (said.bindable) {
      all.push(request);
      (request.submittedAt < oldest ? old : offered).push(request);
    } else if (said.reason !== 'personal' || rules.personal !== 'hide') cannot.push(request);
  }
  return { bindable: all, offered, old, cannot };
}

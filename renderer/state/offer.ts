import type { Bindable } from '../../shared/bindable.js';
import { bindableView, type RequestRules, type RequestView } from '../../shared/requests.js';

/** The requests of the list, in order, grouped by what can be done with them at this desk. */
export interface Offer {
  /** Bindable, of any age. */
  readonly bindable: readonly RequestView[];
  /** Bindable, and no older than the settings allow. */
  readonly offered: readonly RequestView[];
  /** Bindable, but older. */
  readonly old: readonly RequestView[];
  /** Not bindable here, as far as known. */
  readonly cannot: readonly RequestView[];
}

const DAY_MS = 86_400_000;

/** Cached result of the rule per request, because every change checks the whole list. */
const saidOnce = new WeakMap<RequestView, { readonly rules: RequestRules; readonly said: Bindable }>();

/** Returns whether a card may be bound to a request, by the same rule as the main process. */
export function bindableHere(request: RequestView, rules: RequestRules): Bindable {
  const known = saidOnce.get(request);
  if (known?.rules === rules) return known.said;
  const said = bindableView(request, rules);
  saidOnce.set(request, { rules, said });
  return said;
}

/** Groups requests at `now`, in ms since the epoch. */
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

import { requestStageSchema, type Bindable, type RequestFacts } from '../../shared/bindable.js';
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

/** What the rule says about kinds of requests, by their facts. A long list has few kinds, and equal ones share one answer. */
const saidOnce = new WeakMap<RequestRules, Map<number, Map<number, Bindable>>>();

/** Returns whether a card may be bound to a request, by the same rule as the main process; the same object for equal facts. */
export function bindableHere(request: RequestView, rules: RequestRules): Bindable {
  let byType = saidOnce.get(rules);
  if (byType === undefined) saidOnce.set(rules, (byType = new Map<number, Map<number, Bindable>>()));
  let byFacts = byType.get(request.type);
  if (byFacts === undefined) byType.set(request.type, (byFacts = new Map<number, Bindable>()));
  const facts = numberOf(request.facts);
  let said = byFacts.get(facts);
  if (said === undefined) byFacts.set(facts, (said = bindableView(request, rules)));
  return said;
}

const stages = requestStageSchema.options;

/** Returns a number that only equal facts have. */
function numberOf(facts: RequestFacts | undefined): number {
  if (facts === undefined) return -1;
  const { stage, isSmartcard, hasNewCard, hasOldCard, isEnrollmentAgent, isVirtual } = facts;
  const flags = 8 * Number(isSmartcard) + 4 * Number(hasNewCard) + 2 * Number(hasOldCard) + Number(isEnrollmentAgent);
  return 48 * stages.indexOf(stage) + 3 * flags + (isVirtual === null ? 2 : Number(isVirtual));
}

/** What can be done with a request at this desk, whatever its age; null: it is not listed. */
export function groupOf(request: RequestView, rules: RequestRules): 'bindable' | 'cannot' | null {
  const said = bindableHere(request, rules);
  if (said.bindable) return 'bindable';
  return said.reason === 'personal' && rules.personal === 'hide' ? null : 'cannot';
}

/** Returns the instant before which requests are folded away at `now`, in ms since the epoch; empty if none is. */
export function oldestOffered({ foldAfterDays }: RequestRules, now: number): string {
  return foldAfterDays === 0 ? '' : new Date(now - foldAfterDays * DAY_MS).toISOString();
}

/** Groups requests at `now`, in ms since the epoch. */
export function offerOf(requests: readonly RequestView[], rules: RequestRules, now: number): Offer {
  const bindable: RequestView[] = [];
  const cannot: RequestView[] = [];
  for (const request of requests) {
    const group = groupOf(request, rules);
    if (group !== null) (group === 'bindable' ? bindable : cannot).push(request);
  }
  return { bindable, cannot, ...byAge(bindable, oldestOffered(rules, now)) };
}

/** Separates the bindable requests that were submitted before an instant; the same list if there is none. */
export function byAge(bindable: readonly RequestView[], oldest: string): Pick<Offer, 'offered' | 'old'> {
  const old = bindable.filter(({ submittedAt }) => submittedAt < oldest);
  return { old, offered: old.length === 0 ? bindable : bindable.filter(({ submittedAt }) => submittedAt >= oldest) };
}

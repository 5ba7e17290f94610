import { shownBindings, type BindingView } from '../../shared/bindings.js';
import type { Snapshot, StationEvent } from '../../shared/contract.js';
import { listOf, withChanges, type RequestChange, type RequestList } from './request-list.js';

/** What the screen draws: main's snapshot, brought forward by events. */
export interface Projection extends Omit<Snapshot, 'requests' | 'bindings'> {
  readonly requests: RequestList;
  /** Newest first; of the closed ones the newest only, for a desk is open for days. */
  readonly bindings: readonly BindingView[];
}

/** The projection a snapshot stands for. */
export function fromSnapshot(snapshot: Snapshot): Projection {
  return { ...snapshot, requests: listOf(snapshot.requests) };
}

/**
 * Brings the projection forward by events in a row. The list of requests goes over to the next one ({@link RequestsById}).
 *
 * @returns the next projection; the same one for events it already includes; `gap` when one was missed, so that
 *   main must be asked for a snapshot
 */
export function applyAll(projection: Projection, events: readonly StationEvent[]): Projection | 'gap' {
  let next = projection;
  // A long list comes in many portions, and an outbox in many steps: each is copied once for all of them.
  const requests: RequestChange[] = [];
  const bindings = new Map<string, BindingView>();
  for (const event of events) {
    if (event.seq <= next.seq) continue;
    if (event.seq !== next.seq + 1) return 'gap';
    if (event.name === 'requests/changed') {
      requests.push(event.payload);
      next = { ...next, seq: event.seq, requestsFetchedAt: event.payload.fetchedAt };
    } else if (event.name === 'bindings/changed') {
      bindings.set(event.payload.binding.bindingId, event.payload.binding);
      next = { ...next, seq: event.seq };
    } else {
      next = { ...next, ...event.payload, seq: event.seq };
    }
  }
  if (requests.length > 0) next = { ...next, requests: withChanges(next.requests, requests) };
  if (bindings.size > 0) next = { ...next, bindings: withChanged(next.bindings, bindings) };
  return next;
}

/**
 * Bindings that changed keep their place, new ones come to the front, and those of which only more is known to the place of
 * their time; those nobody needs any more go.
 */
function withChanged(bindings: readonly BindingView[], changed: ReadonlyMap<string, BindingView>): readonly BindingView[] {
  const fresh = new Map(changed);
  const known = bindings.map((binding) => {
    const now = changed.get(binding.bindingId);
    fresh.delete(binding.bindingId);
    return now ?? binding;
  });
  const [old, confirmed] = [[...fresh.values()].filter(isOld), [...fresh.values()].filter((binding) => !isOld(binding))];
  const all = [...confirmed.reverse(), ...known];
  for (const binding of old) {
    const later = all.findLastIndex(({ confirmedAt }) => confirmedAt > binding.confirmedAt);
    all.splice(later + 1, 0, binding);
  }
  return shownBindings(all);
}

/** Whether a binding was bound before, and only more is known of it. */
function isOld({ care, abandon }: BindingView): boolean {
  return care !== undefined || abandon !== undefined;
}

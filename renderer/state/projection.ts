import { shownBindings, type BindingView } from '../../shared/bindings.js';
import type { Snapshot, StationEvent } from '../../shared/contract.js';
import { listOf, withChanges, type RequestListChange, type RequestList } from './request-list.js';

/** State that the screen renders: the main process's snapshot, updated by events. */
export interface Projection extends Omit<Snapshot, 'requests' | 'bindings'> {
  readonly requests: RequestList;
  /** Newest first. Of the closed ones only the newest, because a desk stays open for days. */
  readonly bindings: readonly BindingView[];
}

/** Returns the projection of a snapshot. */
export function fromSnapshot(snapshot: Snapshot): Projection {
  return { ...snapshot, requests: listOf(snapshot.requests) };
}

/**
 * Applies a sequence of events to the projection. The list of requests passes to the next projection ({@link RequestsById}).
 *
 * @returns the next projection; the same one for events it already includes; `gap` if one was missed, so that a new snapshot
 * must be requested
 */
export function applyAll(projection: Projection, events: readonly StationEvent[]): Projection | 'gap' {
  let next = projection;
  // Long lists come in many portions and queued bindings in many steps; each list is copied once for all of them.
  const requests: RequestListChange[] = [];
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
 * Changed bindings keep their position, new ones come first, and old ones that changed are inserted by time; those no longer
 * needed are removed.
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

/** Returns whether a binding was bound earlier, and only its request's state changed. */
function isOld({ care, abandon }: BindingView): boolean {
  return care !== undefined || abandon !== undefined;
}

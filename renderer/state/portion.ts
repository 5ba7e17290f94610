import type { StationEvent } from '../../shared/contract.js';

/**
 * Maximum number of requests and bindings whose changes are rendered together, so that a portion of a very long list takes no more
 * than one to three frames.
 */
const MOST = 3_000;

/**
 * Returns how many of the first events are rendered together: at least one. Counts what they change, because an event has one binding
 * or hundreds of requests, and an outbox that is sent makes thousands of small ones.
 */
export function portionOf(events: readonly StationEvent[]): number {
  let size = 0;
  const end = events.findIndex((event) => {
    size += event.name === 'requests/changed' ? event.payload.put.length + event.payload.removed.length : 1;
    return size > MOST;
  });
  return end === -1 ? events.length : Math.max(1, end);
}

import * as z from 'zod';
import { create } from 'zustand';
import { assertNever } from '../../shared/assert-never.js';
import { isAwaited, isInFlight } from '../../shared/bindings.js';
import { stationEventSchema, type StationEvent } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import type { Reader } from '../../shared/readers.js';
import { setLanguage } from '../i18n/i18n.js';
import { call } from './client.js';
import { paced } from './paced-delivery.js';
import { portionOf } from './portion.js';
import { applyAll, fromSnapshot, type Projection } from './projection.js';

interface StationStore {
  /** Null until the first snapshot has arrived. */
  readonly projection: Projection | null;
  /** Why there is no snapshot, or no current one. */
  readonly trouble: StationError | null;
}

/** The main process's state as the page knows it. */
export const useStation = create<StationStore>(() => ({ projection: null, trouble: null }));

/** Returns the state as it is now, for event handlers. @throws Error before the first snapshot */
export function presentProjection(): Projection {
  return known(useStation.getState());
}

/**
 * Returns what a component shows of the state; it renders again only when that changes. For everything in the shell, which opens
 * with the first snapshot.
 *
 * @param select returns the same value until something else is to be shown
 */
export function useProjection<T>(select: (projection: Projection) => T): T {
  return useStation((state) => select(known(state)));
}

function known({ projection }: StationStore): Projection {
  if (projection === null) throw new Error('The main process has not answered yet');
  return projection;
}

/** Minimum time in which changes are gathered before they are rendered together, ms: a long list comes in many portions. */
const GATHER_MS = 40;
/** Multiple of the last rendering time to wait, so that the page is free for keys in between. */
const GATHER_TIMES = 3;

/**
 * How long reading a card or sending a binding may take before the screen says so, ms. Most finish sooner and are rendered
 * once, when nothing else needs the processor.
 */
export const PASSING_MS = 100;

/** Delay before a failed snapshot is requested again, ms. */
const RETRY_MS = 1_000;

const eventSchema = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('This is no JSON');
      return z.NEVER;
    }
  })
  .pipe(stationEventSchema);

/** Follows the main process while the page lives: first a snapshot, then events; a gap requests a new snapshot. */
export function followStation(): void {
  let waiting: StationEvent[] = [];
  let asking = false;

  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const answer = await call('station/snapshot', {});
    // The first rendering is in the operator's language.
    if (answer.ok) await setLanguage(answer.value.preferences.language);
    asking = false;
    if (!answer.ok) {
      useStation.setState({ trouble: answer.error });
      setTimeout(() => void ask(), RETRY_MS);
      return;
    }
    useStation.setState({ projection: fromSnapshot(answer.value), trouble: null });
    const later = waiting;
    waiting = [];
    take(later);
  };

  const take = (events: readonly StationEvent[]): void => {
    const { projection } = useStation.getState();
    if (projection === null || asking) {
      waiting.push(...events);
      return;
    }
    const next = applyAll(projection, events);
    if (next === 'gap') {
      waiting.push(...events);
      void ask();
    } else {
      useStation.setState({ projection: next });
    }
  };

  const gathered: StationEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let drawingMs = 0;
  let readers: readonly Reader[] = [];
  const drawGathered = (atOnce: boolean): void => {
    clearTimeout(timer);
    timer = undefined;
    const events = gathered.splice(0, atOnce ? gathered.length : portionOf(gathered));
    const began = performance.now();
    take(events);
    // React renders in its own microtask, which runs before this one.
    queueMicrotask(() => {
      drawingMs = performance.now() - began;
      if (gathered.length > 0) timer ??= setTimeout(drawGathered, GATHER_TIMES * drawingMs, false);
    });
  };
  const gather = (event: StationEvent): void => {
    gathered.push(event);
    // A card that was read is rendered at once with everything before it; so is the result of a binding an operator waits
    // for.
    const pause = pauseBefore(event, readers, drawingMs);
    if (event.name === 'state/changed') readers = event.payload.readers ?? readers;
    if (pause === null) drawGathered(true);
    else timer ??= setTimeout(drawGathered, pause, false);
  };

  window.station.onEvent(
    paced((text) => {
      const event = eventSchema.safeParse(text);
      // An event that cannot be parsed may have changed anything: only a snapshot gives the current state.
      if (event.success) gather(event.data);
      else void ask();
    }),
  );
  void ask();
}

/** Returns how long an event may wait to be rendered with others, ms; null: not at all. @param readers before the event */
function pauseBefore(event: StationEvent, readers: readonly Reader[], drawingMs: number): number | null {
  const gathering = Math.max(GATHER_MS, GATHER_TIMES * drawingMs);
  switch (event.name) {
    case 'requests/changed':
      return gathering;
    case 'bindings/changed': {
      const { binding } = event.payload;
      if (!isAwaited(binding, Date.now())) return gathering;
      return isInFlight(binding.state) ? PASSING_MS : null;
    }
    case 'state/changed': {
      const { readers: now, ...others } = event.payload;
      // The connection's state is sent after every fetch and waits behind the fetched list.
      if (now === undefined) return Object.keys(others).join() === 'connection' ? gathering : null;
      return isOnlyBeingRead(now, readers) ? PASSING_MS : null;
    }
    default:
      return assertNever(event);
  }
}

/** Returns whether the only news in the readers is cards that are still being read. */
function isOnlyBeingRead(now: readonly Reader[], before: readonly Reader[]): boolean {
  const known = new Set(before.map((reader) => JSON.stringify(reader)));
  const changed = now.filter((reader) => !known.has(JSON.stringify(reader)));
  return changed.length > 0 && changed.every(({ state }) => state.state === 'card' && state.identification.state === 'identifying');
}

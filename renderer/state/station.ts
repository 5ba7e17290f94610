import * as z from 'zod';
import { create } from 'zustand';
import { assertNever } from '../../shared/assert-never.js';
import { isAwaited, isInFlight } from '../../shared/bindings.js';
import { stationEventSchema, type StationEvent } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import type { Reader } from '../../shared/readers.js';
import { speak } from '../i18n/i18n.js';
import { call } from './client.js';
import { paced } from './paced.js';
import { applyAll, fromSnapshot, type Projection } from './projection.js';

interface StationStore {
  /** Null until the first snapshot has come. */
  readonly projection: Projection | null;
  /** Why there is no snapshot, or none that is up to date. */
  readonly trouble: StationError | null;
}

/** Main's truth as the screen knows it. */
export const useStation = create<StationStore>(() => ({ projection: null, trouble: null }));

/** How long changes gather at least before they are drawn together, ms: a long list comes in many portions. */
const GATHER_MS = 40;
/** And how many times as long as the last drawing took, so that the screen is free for keys in between. */
const GATHER_TIMES = 3;
/** So many changes are drawn together at most, where they can wait: a page of a very long list takes no longer than a frame or three. */
const MOST_GATHERED = 12;

/**
 * How long a card may be read, and a binding be written down or on its way, before the screen says so, ms: most are there
 * sooner, and are drawn once, while nothing else needs the machine.
 */
export const PASSING_MS = 100;

/** How long after a failed snapshot it is asked for again, ms. */
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

/** Follows the main process for as long as the page lives: a snapshot first, then events; a gap asks for a snapshot. */
export function followStation(): void {
  let waiting: StationEvent[] = [];
  let asking = false;

  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const answer = await call('station/snapshot', {});
    // The first drawing is in the operator's language.
    if (answer.ok) await speak(answer.value.preferences.language);
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
    const events = atOnce ? gathered.splice(0) : gathered.splice(0, MOST_GATHERED);
    const began = performance.now();
    take(events);
    // React draws in a microtask of its own, which stands before this one.
    queueMicrotask(() => {
      drawingMs = performance.now() - began;
      if (gathered.length > 0) timer ??= setTimeout(drawGathered, GATHER_TIMES * drawingMs, false);
    });
  };
  const gather = (event: StationEvent): void => {
    gathered.push(event);
    // A card that was read is drawn at once, with all that came before it; so is what became of a binding somebody waits for.
    const pause = pauseBefore(event, readers, drawingMs);
    if (event.name === 'state/changed') readers = event.payload.readers ?? readers;
    if (pause === null) drawGathered(true);
    else timer ??= setTimeout(drawGathered, pause, false);
  };

  window.station.onEvent(
    paced((text) => {
      const event = eventSchema.safeParse(text);
      // An event that is not understood may have changed anything: only a snapshot says what is true now.
      if (event.success) gather(event.data);
      else void ask();
    }),
  );
  void ask();
}

/** How long an event may wait for others to be drawn together with, ms; null: not at all. @param readers as they were told before */
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
      // Whether there is a line is told after every fetch: it waits behind what was fetched.
      if (now === undefined) return Object.keys(others).join() === 'connection' ? gathering : null;
      return isOnlyBeingRead(now, readers) ? PASSING_MS : null;
    }
    default:
      return assertNever(event);
  }
}

/** Whether nothing is new in the readers but cards that are still being read. */
function isOnlyBeingRead(now: readonly Reader[], before: readonly Reader[]): boolean {
  const known = new Set(before.map((reader) => JSON.stringify(reader)));
  const changed = now.filter((reader) => !known.has(JSON.stringify(reader)));
  return changed.length > 0 && changed.every(({ state }) => state.state === 'card' && state.identification.state === 'identifying');
}

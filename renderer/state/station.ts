import { create } from 'zustand';
import { isOnItsWay } from '../../shared/bindings.js';
import { stationEventSchema, type StationEvent } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import { call } from './client.js';
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
/** So many drawings within so many ms are a stream, such as an outbox that is sent: what follows is drawn together. */
const STREAM = { drawings: 6, withinMs: 150 } as const;

/**
 * How long a card may be read, and a binding be on its way, before the screen says so, ms: most are there sooner, and are drawn
 * once, while nothing else needs the machine.
 */
const PASSING_MS = 100;

/** How long after a failed snapshot it is asked for again, ms. */
const RETRY_MS = 1_000;

/** Follows the main process for as long as the page lives: a snapshot first, then events; a gap asks for a snapshot. */
export function followStation(): void {
  let waiting: StationEvent[] = [];
  let asking = false;

  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const answer = await call('station/snapshot', {});
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

  let gathered: StationEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let drawingMs = 0;
  /** When the last drawings were, the newest last. */
  let drawnAt: readonly number[] = [];
  const drawGathered = (): void => {
    clearTimeout(timer);
    timer = undefined;
    drawnAt = [...drawnAt, performance.now()].slice(-STREAM.drawings);
    const events = gathered;
    gathered = [];
    const began = performance.now();
    take(events);
    // React draws in a microtask of its own, which stands before this one.
    queueMicrotask(() => {
      drawingMs = performance.now() - began;
    });
  };
  const gather = (event: StationEvent): void => {
    gathered.push(event);
    // A card that was read is drawn at once, with all that came before it; so is what became of a binding, unless many come in a stream.
    const isStream = drawnAt.length === STREAM.drawings && performance.now() - (drawnAt[0] ?? 0) < STREAM.withinMs;
    const isMany = event.name === 'requests/changed' || (event.name === 'bindings/changed' && isStream);
    const isPassing = (event.name === 'cards/inserted' && event.payload.atr !== null) || (event.name === 'bindings/changed' && isOnItsWay(event.payload.binding.state));
    if (!isMany && !isPassing) drawGathered();
    else timer ??= setTimeout(drawGathered, isPassing ? PASSING_MS : Math.max(GATHER_MS, GATHER_TIMES * drawingMs));
  };

  window.station.onEvent((raw) => {
    const event = stationEventSchema.safeParse(raw);
    // An event that is not understood may have changed anything: only a snapshot says what is true now.
    if (event.success) gather(event.data);
    else void ask();
  });
  void ask();
}

import { stopParts, type Part, type StopDeps, type Stopped } from '../core/stop-parts.js';

/** What a station has running, by name. */
export interface RunningParts {
  /** What begins work by itself: nothing new is begun once they have stopped. */
  readonly beginning: Readonly<Record<string, { stop(): void } | null>>;
  /** What follows something outside the station, or keeps a file of its own. */
  readonly following: Readonly<Record<string, { stop(): Promise<void> } | { close(): Promise<void> } | null>>;
  readonly journal: { close(): Promise<void> };
}

/** Longest each stage may take, ms. The reader host is given 2 s to let go of its cards, and is ended then. */
const BEGINNING_MS = 500;
const FOLLOWING_MS = 4_500;
const JOURNAL_MS = 2_000;

/** Stops a station: what begins work first, the journal last, for until then there may be something to write down. */
export function stopStation({ beginning, following, journal }: RunningParts, deps: StopDeps): Promise<Stopped> {
  return stopParts(
    [
      { limitMs: BEGINNING_MS, parts: partsOf(beginning) },
      { limitMs: FOLLOWING_MS, parts: partsOf(following) },
      { limitMs: JOURNAL_MS, parts: partsOf({ journal }) },
    ],
    deps,
  );
}

function partsOf(running: Readonly<Record<string, { stop(): void | Promise<void> } | { close(): Promise<void> } | null>>): Part[] {
  return Object.entries(running).flatMap(([name, part]) =>
    part === null ? [] : [{ name, stop: () => ('stop' in part ? part.stop() : part.close()) }],
  );
}

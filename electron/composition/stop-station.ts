import { stopParts, type Part, type StopDeps, type Stopped } from '../core/stop-parts.js';

/** The running parts of a station, by name. */
export interface RunningParts {
  /** Parts that start new work by themselves. They stop first. */
  readonly beginning: Readonly<Record<string, { stop(): void } | null>>;
  /** Parts that follow something outside the station or have a file of their own. */
  readonly following: Readonly<Record<string, { stop(): Promise<void> } | { close(): Promise<void> } | null>>;
  readonly journal: { close(): Promise<void> };
}

/** Time limits of the stages, ms. The reader host has 2 s to release its cards, and is then killed. */
const BEGINNING_MS = 500;
const FOLLOWING_MS = 4_500;
const JOURNAL_MS = 2_000;

/** Stops a station: parts that start work first, the journal last, because until then there may be something to write. */
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

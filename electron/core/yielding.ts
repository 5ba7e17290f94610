import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest time to block the event loop, ms. With other work this stays below half a frame. */
const LONGEST_MS = 2;
/** Items between two looks at the clock. */
const LOOK_AFTER = 50;

/** Measures how long the event loop has been blocked, and yields when it is time. */
export class Yielder {
  #began = performance.now();

  /** @returns null if the work may continue; else a promise to await before the next step */
  yieldIfDue(): Promise<void> | null {
    if (performance.now() - this.#began < LONGEST_MS) return null;
    return nextTurn().then(() => {
      this.restart();
    });
  }

  /** Restarts the measurement, e.g. after the process was idle. */
  restart(): void {
    this.#began = performance.now();
  }
}

/** Calls `work` for each item and yields to the event loop every few milliseconds. */
export async function forEachYielding<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  const turns = new Yielder();
  let since = 0;
  for (const item of items) {
    work(item);
    since += 1;
    if (since < LOOK_AFTER) continue;
    since = 0;
    await turns.yieldIfDue();
  }
}

/** Calls `work` for chunks of a list and yields to the event loop between them. */
export async function forEachChunk<T>(items: readonly T[], size: number, work: (portion: T[]) => void): Promise<void> {
  for (let at = 0; at < items.length; at += size) {
    if (at > 0) await nextTurn();
    work(items.slice(at, at + size));
  }
}

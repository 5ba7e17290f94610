import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long one thing may keep the process busy, ms; with what else comes into a turn it stays below half a frame. */
const LONGEST_MS = 2;
/** Items between two looks at the clock. */
const LOOK_AFTER = 50;

/** Says when work in small steps has kept the process busy for long enough, and lets its other work go first. */
export class Yielder {
  #began = performance.now();

  /** Ends the turn if it has lasted. @returns null while it may go on; else what to wait for before the next step */
  yieldIfDue(): Promise<void> | null {
    if (performance.now() - this.#began < LONGEST_MS) return null;
    return nextTurn().then(() => {
      this.restart();
    });
  }

  /** The process was idle until now. */
  restart(): void {
    this.#began = performance.now();
  }
}

/** Does something with each of many items, and lets the process do its other work every few milliseconds. */
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

/** Gives many items away a portion at a time, with turns for other work between them. */
export async function forEachChunk<T>(items: readonly T[], size: number, work: (portion: T[]) => void): Promise<void> {
  for (let at = 0; at < items.length; at += size) {
    if (at > 0) await nextTurn();
    work(items.slice(at, at + size));
  }
}

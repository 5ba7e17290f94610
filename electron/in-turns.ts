import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long one thing may keep the process busy, ms: half of what a person's frame on the screen has. */
const LONGEST_MS = 4;
/** Items between two looks at the clock. */
const LOOK_AFTER = 50;

/** Does something with each of many items, and lets the process do its other work every few milliseconds. */
export async function inTurns<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  let began = performance.now();
  let since = 0;
  for (const item of items) {
    work(item);
    since += 1;
    if (since < LOOK_AFTER) continue;
    since = 0;
    if (performance.now() - began < LONGEST_MS) continue;
    await nextTurn();
    began = performance.now();
  }
}

/** Gives many items away a portion at a time, with turns for other work between them. */
export async function inPortions<T>(items: readonly T[], size: number, work: (portion: T[]) => void): Promise<void> {
  for (let at = 0; at < items.length; at += size) {
    if (at > 0) await nextTurn();
    work(items.slice(at, at + size));
  }
}

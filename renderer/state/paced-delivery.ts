/** How long delivery may block rendering, ms: half a frame. */
const LONGEST_MS = 8;

interface PacedDeps {
  /** Monotonic clock, ms. */
  readonly now: () => number;
  /** Runs work after everything already queued; a frame may be rendered before. At most one work waits. */
  readonly later: (work: () => void) => void;
}

/**
 * Delivers items in order: at once, or in turns if so many come in a row that no frame could be rendered in between. Chromium
 * handles queued messages before a frame, for up to 100 ms.
 */
export function paced<T>(
  handOn: (item: T) => void,
  { now, later }: PacedDeps = { now: () => performance.now(), later: afterOthers() },
): (item: T) => void {
  const waiting: T[] = [];
  let isTurnOver = false;
  let spentMs = 0;
  const go = (): void => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      const began = now();
      handOn(item);
      spentMs += now() - began;
      if (spentMs < LONGEST_MS) continue;
      isTurnOver = true;
      later(() => {
        isTurnOver = false;
        spentMs = 0;
        go();
      });
      return;
    }
  };
  return (item) => {
    waiting.push(item);
    if (!isTurnOver) go();
  };
}

/** A message to itself is queued behind everything that is there already; a timer would wait 4 ms. */
function afterOthers(): PacedDeps['later'] {
  const { port1, port2 } = new MessageChannel();
  return (work) => {
    port1.onmessage = work;
    port2.postMessage(null);
  };
}

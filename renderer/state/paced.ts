/** How long what comes in may keep the screen from being drawn, ms: half a frame. */
const LONGEST_MS = 8;

interface Surroundings {
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number;
  /** Calls once what is under way, and waits already, has been done; a frame may be drawn before that. One work waits at most. */
  readonly later: (work: () => void) => void;
}

/**
 * Hands on what comes, in its order: at once, or where so much comes in a row that no frame could be drawn in between, in
 * turns. Chromium lets messages that are there go before a frame, for up to 100 ms.
 */
export function paced<T>(
  handOn: (item: T) => void,
  { now, later }: Surroundings = { now: () => performance.now(), later: afterOthers() },
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

/** A message to oneself stands behind everything that is there already; a timer would wait for 4 ms. */
function afterOthers(): Surroundings['later'] {
  const { port1, port2 } = new MessageChannel();
  return (work) => {
    port1.onmessage = work;
    port2.postMessage(null);
  };
}

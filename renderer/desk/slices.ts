/** How long a slice of work may keep the screen from being drawn, ms: half a frame. */
const SLICE_MS = 8;
/** Steps between two looks at the clock. */
const LOOK_AFTER = 64;

/** Does steps of work for one slice of time. @returns what came of the work; null while there is more to do */
export function slice<T extends object>(work: Generator<void, T>): T | null {
  const until = performance.now() + SLICE_MS;
  do {
    for (let step = 0; step < LOOK_AFTER; step += 1) {
      const next = work.next();
      if (next.done === true) return next.value;
    }
  } while (performance.now() < until);
  return null;
}

/** Does all of the work in one go. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
}

/**
 * Does work in slices, with the screen's own work between them.
 *
 * @param pauseMs how long to wait before it begins
 * @returns calls the rest off
 */
export function inSlices<T extends object>(work: Generator<void, T>, done: (outcome: T) => void, pauseMs = 0): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const goOn = (): void => {
    const outcome = slice(work);
    if (outcome === null) timer = setTimeout(goOn, 0);
    else done(outcome);
  };
  timer = setTimeout(goOn, pauseMs);
  return () => {
    clearTimeout(timer);
  };
}

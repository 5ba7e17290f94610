/** Maximum duration of a slice of work, ms: half a frame. */
const SLICE_MS = 8;
/** Number of steps between two time checks. */
const LOOK_AFTER = 64;

/** Runs steps of work for one time slice. @returns the result; null while there is more to do */
export function runSlice<T extends object>(work: Generator<void, T>): T | null {
  const until = performance.now() + SLICE_MS;
  do {
    for (let step = 0; step < LOOK_AFTER; step += 1) {
      const next = work.next();
      if (next.done === true) return next.value;
    }
  } while (performance.now() < until);
  return null;
}

/** Runs all of the work at once. */
export function runAll<T>(work: Generator<void, T>): T {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
}

/**
 * Runs work in slices, with rendering and input in between.
 *
 * @param pauseMs delay before it begins
 * @returns cancels the rest
 */
export function runInSlices<T extends object>(work: Generator<void, T>, done: (outcome: T) => void, pauseMs = 0): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const goOn = (): void => {
    const outcome = runSlice(work);
    if (outcome === null) timer = setTimeout(goOn, 0);
    else done(outcome);
  };
  timer = setTimeout(goOn, pauseMs);
  return () => {
    clearTimeout(timer);
  };
}

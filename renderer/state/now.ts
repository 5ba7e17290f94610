import { useSyncExternalStore } from 'react';

const TICK_MS = 15_000;
/** Maximum age of the time that a first component starts with, ms. */
const FRESH_MS = 1_000;

/** One time for all components, so that none counts what another does not show yet. */
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

/** Returns the time in ms since the epoch, the same for the whole page; updated four times a minute, so that displayed ages stay correct. */
export function useNow(): number {
  return useSyncExternalStore(follow, presentTime);
}

function follow(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const one of listeners) one();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function presentTime(): number {
  // No timer updates it while no component shows it.
  if (timer === undefined && Math.abs(Date.now() - now) > FRESH_MS) now = Date.now();
  return now;
}

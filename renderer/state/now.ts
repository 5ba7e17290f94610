import { useEffect, useState } from 'react';

const TICK_MS = 15_000;

/** Returns the time in ms since the epoch, updated four times a minute, so that displayed ages stay correct. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}

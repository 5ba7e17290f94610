import { describe, expect, it } from 'vitest';
import { paced } from './paced-delivery.js';

/** Fake dependencies: a clock that advances by the duration of each item, and turns that run when requested. */
function surroundings() {
  let at = 0;
  const turns: (() => void)[] = [];
  const seen: number[] = [];
  const give = paced<number>(
    (ms) => {
      at += ms;
      seen.push(ms);
    },
    {
      now: () => at,
      later: (work) => {
        turns.push(work);
      },
    },
  );
  return { give, seen, turns };
}

describe('incoming items', () => {
  it('are delivered at once while there are few', () => {
    const { give, seen, turns } = surroundings();
    for (const ms of [1, 2, 3]) give(ms);
    expect(seen).toEqual([1, 2, 3]);
    expect(turns).toEqual([]);
  });

  it('wait for the next turn of the event loop once the time of this one is over, in order, a few per turn', () => {
    const { give, seen, turns } = surroundings();
    for (const ms of [5, 4, 3, 6, 7, 1]) give(ms);
    expect(seen).toEqual([5, 4]);
    turns.shift()?.();
    expect(seen).toEqual([5, 4, 3, 6]);
    give(2);
    expect(seen).toEqual([5, 4, 3, 6]);
    turns.shift()?.();
    expect(seen).toEqual([5, 4, 3, 6, 7, 1]);
    turns.shift()?.();
    expect(seen).toEqual([5, 4, 3, 6, 7, 1, 2]);
    expect(turns).toEqual([]);
    give(1);
    expect(seen.at(-1)).toBe(1);
  });

  it('are delivered with real messages as well', async () => {
    const seen: number[] = [];
    const give = paced<number>((item) => {
      const until = performance.now() + 9;
      while (performance.now() < until);
      seen.push(item);
    });
    for (const item of [1, 2, 3, 4, 5]) give(item);
    expect(seen).toEqual([1]);
    await expect.poll(() => seen).toEqual([1, 2, 3, 4, 5]);
  });
});

import { expect, it } from 'vitest';
import { forEachChunk, forEachYielding } from './yielding.js';

it('does the work in order and yields in between', async () => {
  const seen: number[] = [];
  let others = 0;
  const other = setInterval(() => (others += 1), 0);
  await forEachYielding(
    Array.from({ length: 400 }, (_, index) => index),
    (index) => {
      const until = performance.now() + 0.1;
      while (performance.now() < until);
      seen.push(index);
    },
  );
  clearInterval(other);
  expect(seen).toEqual(Array.from({ length: 400 }, (_, index) => index));
  expect(others).toBeGreaterThan(3);
});

it('processes every item once, the rest in the last chunk', async () => {
  const portions: number[][] = [];
  await forEachChunk([1, 2, 3, 4, 5], 2, (portion) => portions.push(portion));
  expect(portions).toEqual([[1, 2], [3, 4], [5]]);
  await forEachChunk([], 2, () => expect.unreachable());
});

import { expect, it } from 'vitest';
import { runChaos } from './run.js';

it('a desk that is killed anywhere loses, doubles and misdirects nothing: 100 seeded runs', { timeout: 300_000 }, async () => {
  const seeds = Array.from({ length: 100 }, (_, index) => index + 1);
  const counts = await runChaos(seeds, 2, () => undefined);
  console.log(JSON.stringify(counts, null, 1));
  expect(counts.failures).toEqual([]);
  expect(counts.runs).toBe(100);
  // The matrix is only worth its name when every kind of death happened, and bindings came through all the same.
  expect(Math.min(counts.kills.atBoundary, counts.kills.atServer, counts.kills.atRandomTime)).toBeGreaterThan(5);
  expect(counts.bound).toBeGreaterThan(100);
});

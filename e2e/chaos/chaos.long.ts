import { expect, it } from 'vitest';
import { expectNoFailures } from './expected.js';

it('a desk that is killed anywhere loses, doubles and misdirects nothing: 100 seeded runs', { timeout: 900_000 }, async () => {
  const counts = await expectNoFailures(100);
  // The matrix is valid only if every kind of kill occurred and bindings still succeeded.
  expect(Math.min(counts.kills.atBoundary, counts.kills.atServer, counts.kills.atRandomTime)).toBeGreaterThan(5);
  for (const fault of ['late effect', '403, done', '404 page, done', '404 page, not done'])
    expect(counts.faults[fault], fault).toBeGreaterThan(0);
  expect(counts.bound).toBeGreaterThan(100);
});

import { expect, it } from 'vitest';
import { expectNoFailures } from './expected.js';

it('a desk that is killed anywhere loses, doubles and misdirects nothing: 8 seeded runs', { timeout: 300_000 }, async () => {
  const counts = await expectNoFailures(8);
  // Each kind of kill is a third of all; their number in a run depends on its seed and the machine's speed.
  expect(Math.min(counts.kills.atBoundary, counts.kills.atServer, counts.kills.atRandomTime)).toBeGreaterThan(0);
  expect(Object.keys(counts.faults).length).toBeGreaterThan(5);
  expect(counts.bound).toBeGreaterThan(12);
});

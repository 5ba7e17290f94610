import { expect } from 'vitest';
import { runChaos, type ChaosCounts } from './run.js';

/** Runs the crash matrix with seeds 1 to `runs`, two at a time, and expects no failures. */
export async function expectNoFailures(runs: number): Promise<ChaosCounts> {
  const seeds = Array.from({ length: runs }, (_, index) => index + 1);
  const counts = await runChaos(seeds, 2, () => undefined);
  console.log(JSON.stringify(counts, null, 1));
  expect(counts).toMatchObject({ lost: 0, doubled: 0, misdirected: 0, failures: [] });
  expect(counts.runs).toBe(runs);
  return counts;
}

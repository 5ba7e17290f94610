import { expect, it } from 'vitest';
import { clockJump } from './clock-jump.js';

it.each([
  ['both clocks advance together: no jump', [1_000, 0], [61_000, 60_000], null],
  ['a correction of seconds: no jump', [1_000, 0], [64_000, 60_000], null],
  ['the clock set forward by an hour: a jump', [0, 0], [3_660_000, 60_000], 3_600_000],
  ['the clock set back by an hour: a jump', [3_600_000, 0], [60_000, 60_000], -3_600_000],
  ['hours between two runs: no jump', [0, null], [36_000_000, 5], null],
  ['the clock set back between two runs: a jump', [36_000_000, null], [0, 5], -36_000_000],
] as const)('%s', (_what, [wallBefore, monotonicBefore], [wallAfter, monotonicAfter], jump) => {
  const before = { wallMs: wallBefore, monotonicMs: monotonicBefore };
  expect(clockJump(before, { wallMs: wallAfter, monotonicMs: monotonicAfter })).toBe(jump);
});

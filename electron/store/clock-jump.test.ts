import { expect, it } from 'vitest';
import { clockJump } from './clock-jump.js';

it.each([
  ['both went on', [1_000, 0], [61_000, 60_000], null],
  ['a correction of seconds', [1_000, 0], [64_000, 60_000], null],
  ['set forward by an hour', [0, 0], [3_660_000, 60_000], 3_600_000],
  ['set back by an hour', [3_600_000, 0], [60_000, 60_000], -3_600_000],
  ['hours between two runs', [0, null], [36_000_000, 5], null],
  ['set back between two runs', [36_000_000, null], [0, 5], -36_000_000],
] as const)('%s', (_what, [wallBefore, monotonicBefore], [wallAfter, monotonicAfter], jump) => {
  const before = { wallMs: wallBefore, monotonicMs: monotonicBefore };
  expect(clockJump(before, { wallMs: wallAfter, monotonicMs: monotonicAfter })).toBe(jump);
});

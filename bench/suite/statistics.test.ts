import { describe, expect, it } from 'vitest';
import { exponentOf, quantile, spreadOf } from './statistics.js';

describe('a quantile', () => {
  it('interpolates between the two nearest ranks, in any order of the values', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10], 0.95)).toBe(10);
    expect(
      quantile(
        Array.from({ length: 101 }, (_, index) => 100 - index),
        0.95,
      ),
    ).toBe(95);
  });

  it('throws without values', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });

  it('does not change its values', () => {
    const values = [3, 1, 2];
    expect(spreadOf(values)).toEqual({ median: 2, p95: 2.9, runs: 3 });
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('the exponent of growth', () => {
  const sizes = [1, 10, 100];
  it.each([
    ['flat', () => 7, 0],
    ['linear', (size: number) => 3 * size, 1],
    ['square', (size: number) => size ** 2 / 5, 2],
  ] as const)('of costs that are %s', (_, costOf, exponent) => {
    expect(exponentOf(sizes.map((size) => ({ size, cost: costOf(size) })))).toBeCloseTo(exponent, 10);
  });

  it('is below one for a cost with a fixed part', () => {
    expect(exponentOf(sizes.map((size) => ({ size, cost: 50 + size })))).toBeLessThan(0.5);
  });

  it('cannot be computed from one size, nor from a cost of zero', () => {
    expect(() =>
      exponentOf([
        { size: 5, cost: 1 },
        { size: 5, cost: 2 },
      ]),
    ).toThrow(RangeError);
    expect(() =>
      exponentOf([
        { size: 1, cost: 0 },
        { size: 10, cost: 1 },
      ]),
    ).toThrow(RangeError);
  });
});

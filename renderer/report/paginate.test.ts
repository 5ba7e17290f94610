import { expect, it } from 'vitest';
import { paginate, type Piece } from './paginate.js';

const pieces = (...heights: number[]): Piece[] => heights.map((height) => ({ height }));

it('fills page after page, and drops nothing', () => {
  expect(paginate(pieces(40, 40, 40, 40), 100)).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(paginate([], 100)).toEqual([[]]);
});

it('gives a piece that is higher than a page its own page', () => {
  expect(paginate(pieces(10, 500, 10), 100)).toEqual([[0], [1], [2]]);
});

it('starts a page where a piece asks for it, but none before the first piece', () => {
  expect(
    paginate(
      [
        { height: 10, breakBefore: true },
        { height: 10, breakBefore: true },
      ],
      100,
    ),
  ).toEqual([[0], [1]]);
});

it('leaves no heading at the end of a page', () => {
  expect(paginate([{ height: 80 }, { height: 15, keepWithNext: true }, { height: 20 }], 100)).toEqual([[0], [1, 2]]);
});

it('adds the height of the table head that each page repeats', () => {
  const rows = Array.from({ length: 10 }, (_, index) => ({ height: index === 0 ? 30 : 20, repeatedHeight: index === 0 ? 0 : 10 }));
  expect(paginate(rows, 100)).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9],
  ]);
});

import { expect, it } from 'vitest';
import { paginate, type Piece } from './paginate.js';

const pieces = (...heights: number[]): Piece[] => heights.map((height) => ({ height }));

it('fills page after page, and loses nothing', () => {
  expect(paginate(pieces(40, 40, 40, 40), 100)).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(paginate([], 100)).toEqual([[]]);
});

it('gives what is higher than a page one to itself', () => {
  expect(paginate(pieces(10, 500, 10), 100)).toEqual([[0], [1], [2]]);
});

it('begins a page where it is told to, but none before the first piece', () => {
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

it('leaves no heading behind', () => {
  expect(paginate([{ height: 80 }, { height: 15, keepWithNext: true }, { height: 20 }], 100)).toEqual([[0], [1, 2]]);
});

it('counts the head that a table repeats on each page', () => {
  const rows = Array.from({ length: 10 }, (_, index) => ({ height: index === 0 ? 30 : 20, repeatedHeight: index === 0 ? 0 : 10 }));
  expect(paginate(rows, 100)).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9],
  ]);
});

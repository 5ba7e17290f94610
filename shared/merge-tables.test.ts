import { expect, it } from 'vitest';
import { mergeTables } from './merge-tables.js';

it('has every key of every table, and keeps what each says', () => {
  const whole = mergeTables({ cards: { 'cards/read': 1 }, stock: { 'stock/read': 'two', 'stock/write': null } });
  expect(whole).toEqual({ 'cards/read': 1, 'stock/read': 'two', 'stock/write': null });
  const word: string = whole['stock/read'];
  expect(word).toBe('two');
});

it('loses none of two keys of one name: it throws, and names both', () => {
  expect(() => mergeTables({ cards: { 'cards/read': 1 }, stock: { 'cards/read': 2 } })).toThrow(
    'stock has cards/read, which another feature has too',
  );
});

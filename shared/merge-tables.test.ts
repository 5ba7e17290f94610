import { expect, it } from 'vitest';
import { mergeTables } from './merge-tables.js';

it('keeps every key of every table with its value', () => {
  const whole = mergeTables({ cards: { 'cards/read': 1 }, stock: { 'stock/read': 'two', 'stock/write': null } });
  expect(whole).toEqual({ 'cards/read': 1, 'stock/read': 'two', 'stock/write': null });
  const word: string = whole['stock/read'];
  expect(word).toBe('two');
});

it('throws and names both tables if two have the same key', () => {
  expect(() => mergeTables({ cards: { 'cards/read': 1 }, stock: { 'cards/read': 2 } })).toThrow(
    'stock has cards/read, which another feature has too',
  );
});

import { expect, it } from 'vitest';
import { atOnce } from './slices.js';
import { TextIndex } from './text-index.js';

const texts = ['jan jansen', '', 'an an an', 'jan', 'els'];
const made = (from: readonly string[]): TextIndex => atOnce(TextIndex.of(from, (text) => text));
const index = made(texts);

it.each(['an', 'jan', 'jansen', 'els', 'e', 'n', 'nobody', 'jan jansen', 'nj'])('finds "%s" in the texts that hold it, once each', (word) => {
  expect(index.holding(word)).toEqual(texts.flatMap((text, number) => (text.includes(word) ? [number] : [])));
});

it('finds nothing in no texts', () => {
  expect(made([]).holding('a')).toEqual([]);
});

it('finds in many texts what it finds in few', () => {
  const many = Array.from({ length: 2_500 }, (_, number) => `text ${String(number)}`);
  expect(made(many).holding('99')).toEqual(many.flatMap((text, number) => (text.includes('99') ? [number] : [])));
  expect(made(many.slice(0, 2_000)).holding('text')).toHaveLength(2_000);
});

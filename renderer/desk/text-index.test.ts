import { expect, it } from 'vitest';
import { TextIndex } from './text-index.js';

const texts = ['jan jansen', '', 'an an an', 'jan', 'els'];
const index = new TextIndex(texts);

it.each(['an', 'jan', 'jansen', 'els', 'e', 'n', 'nobody', 'jan jansen', 'nj'])('finds "%s" in the texts that hold it, once each', (word) => {
  expect(index.holding(word)).toEqual(texts.flatMap((text, number) => (text.includes(word) ? [number] : [])));
});

it('finds nothing in no texts', () => {
  expect(new TextIndex([]).holding('a')).toEqual([]);
});

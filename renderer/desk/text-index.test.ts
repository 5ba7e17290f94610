import { expect, it } from 'vitest';
import { runAll } from './time-slices.js';
import { TextIndex } from './text-index.js';

const texts = ['jan jansen', '', 'an an an', 'jan', 'els'];
const made = (from: readonly string[]): TextIndex => runAll(TextIndex.of(from, (text) => text));
const index = made(texts);

it.each(['an', 'jan', 'jansen', 'els', 'e', 'n', 'nobody', 'jan jansen', 'nj'])(
  'finds "%s" in each text that contains it, once',
  (word) => {
    expect(index.holding(word)).toEqual(texts.flatMap((text, number) => (text.includes(word) ? [number] : [])));
  },
);

it('finds nothing in an empty index', () => {
  expect(made([]).holding('a')).toEqual([]);
});

it('finds the same in many texts as in few', () => {
  const many = Array.from({ length: 2_500 }, (_, number) => `text ${String(number)}`);
  expect(made(many).holding('99')).toEqual(many.flatMap((text, number) => (text.includes('99') ? [number] : [])));
  expect(made(many.slice(0, 2_000)).holding('text')).toHaveLength(2_000);
});

it.each([
  ['a word typed further', ['j', 'ja', 'jan', 'jans', 'janse']],
  ['a longer word, then a shorter one', ['j', 'jan', 'jansen', 'jan', 'j']],
  ['a word extended at its beginning', ['an', 'jan']],
  ['a different word each time', ['els', 'jan', 'an', 'é', 'zoë', '9', '\u{1f600}']],
])('finds %s, whatever was searched before', (_how, words) => {
  const people = ['jan jansen', 'els', 'zoë', 'an', 'janneke', '', 'né \u{1f600}'];
  const many = Array.from({ length: 200 }, (_, number) => `${people[number % people.length] ?? ''} ${String(number)}`);
  const typed = made(many);
  for (const word of words) expect(typed.holding(word)).toEqual(many.flatMap((text, number) => (text.includes(word) ? [number] : [])));
});

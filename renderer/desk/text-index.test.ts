import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runAll } from './time-slices.js';
import { Alphabet, itemsIn, TextIndex } from './text-index.js';

const texts = ['jan jansen', '', 'an an an', 'jan', 'els'];
const alphabet = new Alphabet(['0123456789', ...Array.from('abcdefghijklmnopqrstuvwxyz')]);

/** Returns a function that searches texts, as numbers. */
function made(from: readonly string[], before: TextIndex<string> | null = null): (word: string) => readonly number[] {
  const index = runAll(TextIndex.of(from, (text) => text, alphabet, before));
  return (word) => itemsIn(index.holding(word), [...from.keys()]);
}
const numbersOf = (from: readonly string[], word: string): number[] =>
  from.flatMap((text, number) => (text.includes(word) ? [number] : []));
const holding = made(texts);

it.each(['an', 'jan', 'jansen', 'els', 'e', 'n', 'nobody', 'jan jansen', 'nj'])(
  'finds "%s" in each text that contains it, once',
  (word) => {
    expect(holding(word)).toEqual(numbersOf(texts, word));
  },
);

it('finds nothing in an empty index', () => {
  expect(made([])('a')).toEqual([]);
});

it('finds the same in many texts as in few', () => {
  const many = Array.from({ length: 2_500 }, (_, number) => `text ${String(number)}`);
  expect(made(many)('99')).toEqual(numbersOf(many, '99'));
  expect(made(many.slice(0, 2_000))('text')).toHaveLength(2_000);
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
  for (const word of words) expect(typed(word)).toEqual(numbersOf(many, word));
});

it('finds what a look at every text finds, also when blocks are taken from an index of other texts', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', 'c', '1', '2', '-', ' ', 'é', '\n', '\u{1f600}'), { maxLength: 6 });
  const list = fc.array(
    letters.map((parts) => parts.join('')),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(list, list, fc.array(letters, { minLength: 1, maxLength: 8 }), (few, others, words) => {
      const block = Array.from({ length: 1_024 }, (_, number) => `ab ${String(number)}`);
      const before = runAll(TextIndex.of([...block, ...few], (text) => text, alphabet));
      const now = [...block, ...others];
      const typed = made(now, before);
      for (const word of words.map((parts) => parts.join('')).filter((one) => one !== ''))
        expect(typed(word)).toEqual(numbersOf(now, word));
    }),
    { numRuns: 50 },
  );
});

it('reads only the texts of items that are new, wherever the others are now', () => {
  const before = Array.from({ length: 3_000 }, (_, number) => ({ text: `text ${String(number)}` }));
  const index = runAll(TextIndex.of(before, ({ text }) => text, alphabet));
  const read: string[] = [];
  const textOf = ({ text }: { readonly text: string }): string => {
    read.push(text);
    return text;
  };
  const now = [{ text: 'first' }, ...before.with(1_500, { text: 'changed' })];
  const next = runAll(TextIndex.of(now, textOf, alphabet, index));
  expect(read).toEqual(['first', 'changed']);
  for (const word of ['first', 'changed', '1500', '2999', 'text'])
    expect(itemsIn(next.holding(word), now)).toEqual(now.filter(({ text }) => text.includes(word)));
});

it('changes a block in which few items are others', () => {
  const before = Array.from({ length: 3_000 }, (_, number) => ({ text: `text ${String(number)}` }));
  const index = runAll(TextIndex.of(before, ({ text }) => text, alphabet));
  const now = before.with(1_500, { text: 'changed' }).with(2_999, { text: 'last' });
  const next = runAll(TextIndex.of(now, ({ text }) => text, alphabet, index));
  for (const word of ['changed', 'last', '1500', '2999', 'text', 'x', 'te', 'st'])
    expect(itemsIn(next.holding(word), now)).toEqual(now.filter(({ text }) => text.includes(word)));
  // The earlier index is as it was.
  expect(itemsIn(index.holding('1500'), before)).toEqual([before[1_500]]);
});

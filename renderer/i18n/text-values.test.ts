import { describe, expect, it } from 'vitest';
import { valuesInOrder, withKeys, type TextTree } from './text-values.js';

const english: TextTree = { a: 'one', group: { b: 'two', inner: { c: 'three' } }, d: 'four' };
const dutch: TextTree = { d: 'vier', a: 'een', group: { inner: { c: 'drie' }, b: 'twee' } };

it('keeps each text at its key, in whatever order the languages have their keys', () => {
  const values = valuesInOrder(english, dutch);
  expect(values).toEqual(['een', 'twee', 'drie', 'vier']);
  expect(withKeys(english, values)).toEqual(dutch);
});

const files = {
  en: import.meta.glob<TextTree>('../*/locales/en.json', { eager: true, import: 'default' }),
  nl: import.meta.glob<TextTree>('../*/locales/nl.json', { eager: true, import: 'default' }),
  de: import.meta.glob<TextTree>('../*/locales/de.json', { eager: true, import: 'default' }),
  fr: import.meta.glob<TextTree>('../*/locales/fr.json', { eager: true, import: 'default' }),
};

describe.each(['nl', 'de', 'fr'] as const)('%s', (language) => {
  it('is the same with its keys taken from English, in every file', () => {
    expect(Object.keys(files[language])).toHaveLength(Object.keys(files.en).length);
    for (const [path, texts] of Object.entries(files[language])) {
      const names = files.en[path.replace(`${language}.json`, 'en.json')] ?? {};
      expect(withKeys(names, valuesInOrder(names, texts)), path).toEqual(texts);
    }
  });
});

it.each<[what: string, other: TextTree]>([
  ['lacks a key', { a: 'een', group: { b: 'twee', inner: {} }, d: 'vier' }],
  ['has a key too many', { ...dutch, e: 'vijf' }],
  ['has a text for a group', { ...dutch, group: 'twee' }],
])('refuses a language that %s', (_what, other) => {
  expect(() => valuesInOrder(english, other)).toThrow(/(?:both have|a group of texts)/);
});

import { expect, it } from 'vitest';
import { en } from './en.js';
import { nl } from './nl.js';

interface Tree {
  readonly [key: string]: string | Tree;
}
const sentences = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : sentences(value, `${path}${key}.`),
  );
const placeholders = (sentence: string): string[] => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();

it('both languages have the same keys, and no sentence is empty', () => {
  expect(sentences(nl).map(([key]) => key)).toEqual(sentences(en).map(([key]) => key));
  for (const [key, sentence] of [...sentences(en), ...sentences(nl)]) expect(sentence.trim(), key).not.toBe('');
});

it('a sentence says the same facts in both', () => {
  const dutch = new Map(sentences(nl));
  for (const [key, sentence] of sentences(en)) expect(placeholders(dutch.get(key) ?? ''), key).toEqual(placeholders(sentence));
});

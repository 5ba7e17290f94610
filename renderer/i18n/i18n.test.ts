import { describe, expect, it } from 'vitest';
import { de } from './de.js';
import { en } from './en.js';
import { fr } from './fr.js';
import { nl } from './nl.js';

interface Tree {
  readonly [key: string]: string | Tree;
}
const sentences = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : sentences(value, `${path}${key}.`),
  );
const placeholders = (sentence: string): string[] => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();

describe.each([
  ['Dutch', nl],
  ['German', de],
  ['French', fr],
])('%s', (_name, language) => {
  it('has the keys of English, and no sentence is empty', () => {
    expect(sentences(language).map(([key]) => key)).toEqual(sentences(en).map(([key]) => key));
    for (const [key, sentence] of [...sentences(en), ...sentences(language)]) expect(sentence.trim(), key).not.toBe('');
  });

  it('says the same facts', () => {
    const said = new Map(sentences(language));
    for (const [key, sentence] of sentences(en)) expect(placeholders(said.get(key) ?? ''), key).toEqual(placeholders(sentence));
  });
});

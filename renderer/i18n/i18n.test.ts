import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { de } from './de.js';
import { en } from './en.js';
import { fr } from './fr.js';
import { setLanguage, startLanguages } from './i18n.js';
import { keyedTexts } from './keyed-texts.fixture.js';
import { nl } from './nl.js';

const placeholders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();

describe.each([
  ['Dutch', nl],
  ['German', de],
  ['French', fr],
])('%s', (_name, language) => {
  const said = new Map(keyedTexts(language));

  it('has the keys of English, and no empty text', () => {
    expect([...said.keys()].sort()).toEqual(
      keyedTexts(en)
        .map(([key]) => key)
        .sort(),
    );
    for (const [key, text] of [...keyedTexts(en), ...said]) expect(text.trim(), key).not.toBe('');
  });

  it('has the same placeholders as English', () => {
    for (const [key, text] of keyedTexts(en)) expect(placeholders(said.get(key) ?? ''), key).toEqual(placeholders(text));
  });

  it('fits where English fits: no text is much longer', () => {
    const long = keyedTexts(en).filter(([key, text]) => (said.get(key) ?? '').length > Math.max(1.8 * text.length, text.length + 18));
    expect(long.map(([key]) => key)).toEqual([]);
  });
});

it('French says "associer" for joining a card to a request', () => {
  // "Lier" is correct French too, but an operator would look for a difference.
  expect(keyedTexts(fr).filter(([, text]) => /(?<!\p{L})(?:dé)?(?:lier|lie[zs]?|liée?s?|liaisons?)(?!\p{L})/iu.test(text))).toEqual([]);
});

it('French has a no-break space before punctuation and inside quotation marks', () => {
  // With an ordinary space, a line could start with the colon or the closing mark.
  expect(keyedTexts(fr).filter(([, text]) => / [:;!?»]|« /.test(text))).toEqual([]);
});

/** The page's own code, without its tests. */
function pageSource(): string {
  const root = join(import.meta.dirname, '..');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !/\.(?:test|fixture)\.tsx?$/.test(file),
  );
  return files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
}

it('takes colons and semicolons between texts from the language, because French has a space before them', () => {
  expect(pageSource().match(/^.*(?:\}[:;] \$\{|\)\}[:;] [{<]|\.join\('[:;] '\)).*$/gmu)).toBeNull();
});

it('every text is used somewhere', () => {
  const source = pageSource();
  const keys = new Set([...source.matchAll(/'([\w.-]+)'/g)].map(([, key]) => key));
  // A key with a computed part, such as `error.${code}`, covers every text at that place.
  const patterns = [...source.matchAll(/(?:\bt\()?`((?<=\bt\(`)\$\{\w+\}\.\w+|[\w-]+\.[^`\s]*\$\{[^`]*\}[^`\s]*)`/g)].map(([, key]) => {
    const fixed = (key ?? '').split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
    return new RegExp(`^${fixed.join('.+')}$`);
  });
  const unused = keyedTexts(en)
    .map(([key]) => key.replace(/_(?:one|other)$/, ''))
    .filter((key) => !keys.has(key) && !patterns.some((pattern) => pattern.test(key)));
  expect(unused).toEqual([]);
});

it('gives components the texts of the language that was switched to, with their parameters and plurals', async () => {
  startLanguages();
  await setLanguage('de');
  const german = i18next.getFixedT(null, 'translation');
  expect([german('card.id'), german('menu.boundToday', { count: 1 })]).toEqual(['Karten-ID', '1 heute zugeordnet']);
  await setLanguage('en');
  const english = i18next.getFixedT(null, 'translation');
  expect([english('card.id'), english('menu.boundToday', { count: 2 }), english('line.fetched', { time: '9:00' })]).toEqual([
    'Card ID',
    '2 bound today',
    'Updated 9:00',
  ]);
  // What was remembered with the former function is rendered again.
  expect(english).not.toBe(german);
});

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedSchema } from '../../electron/settings/settings.js';
import { de } from '../../renderer/i18n/de.js';
import { en } from '../../renderer/i18n/en.js';
import { fr } from '../../renderer/i18n/fr.js';
import { keyedTexts } from '../../renderer/i18n/keyed-texts.fixture.js';
import { nl } from '../../renderer/i18n/nl.js';

/**
 * Checks screens and manuals for words of the last column of docs/glossary.md, as far as a word alone shows the mistake, and for
 * English that a native reader stumbles over; comments and test names for the latter. What may stay has its reason in `exceptions`.
 */

const root = join(import.meta.dirname, '../..');

/** What to find, without regard to case, and what to write instead. */
type Word = readonly [find: RegExp, instead: string];

const glossary: readonly Word[] = [
  [/\bneeds? a person\b|\bto decide\b/i, 'needs attention'],
  [/\buncertain\b/i, 'unconfirmed'],
  [/\bfour eyes\b/i, 'approval by a second person'],
  [/\bkiosk\b/i, 'locked desk'],
  [/\bpolicy\b/i, 'settings'],
  [/(?<!smart )\bcard service\b/i, 'smart card service'],
  [/\bissuers? to trust\b/i, 'certification authority'],
  [/\blog ?in\b|\blogging in\b/i, 'sign in'],
  [/\b(?:the|a) line (?:to the server|is down|is up)\b/i, 'connection'],
  [/\bbindings? (?:that )?(?:waits?|is waiting|are waiting|is held|are held)\b/i, 'queued binding'],
  [/\btray number\b|\bbadge number\b/i, 'slip number, printed serial number'],
];

/** Also in comments and test names. */
const everywhere: readonly Word[] = [
  [/\b(?:nobody|somebody|anybody|everybody|whoever)\b/i, 'the person meant, or “no one”, “another person”, “everyone”'],
  [/\bc[ao]mes? to nothing\b|\bin vain\b/i, 'fails'],
  [/\bby now\b/i, 'now, or nothing'],
  [/\bany ?more\b/i, 'no longer'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bunder way\b/i, 'in progress'],
  [/\bwritten down\b/i, 'saved, recorded'],
  [/\blook(?:ed|s) into\b|\blooked at\b/i, 'checked, read'],
  [/\banew\b/i, 'again'],
  [/\botherwise than\b/i, 'differently from'],
  [/\ball the same\b/i, 'still'],
  [
    /\bcancell(?:ed|ing)\b|\bjournall|(?:organ|recogn|initial|author|normal|serial)is(?:e|ing|ation)|\b(?:behavi|col|neighb|fav|hon)our/i,
    'American spelling, as in the CM portal',
  ],
];

const habits: readonly Word[] = [
  ...everywhere,
  [/\bjust now\b/i, 'now, or nothing'],
  [/\bfrom here\b|\bof this filter\b/i, 'here; this filter'],
  [/\bbegun\b/i, 'started'],
  [/\bkeep(?:s|ing)? (?:\w+ ){0,2}aside\b/i, 'keep apart'],
  [/\bis (?:let|meant)\b/i, 'is allowed, is intended'],
];

const screenOnly: readonly Word[] = [
  [/\bclaims?\b/i, 'binding'],
  [/\bby (?:itself|themselves)\b/i, 'automatically'],
  [/\bunderstood\b/i, 'OK'],
  [/\bpresentation\b/i, 'card in the reader'],
  [/\b(?:card|user|client|correlation) ids?\b/, 'ID'],
  [/\bfaults?\b/i, 'error'],
  [/\bjournal entry \d|\bentry number\b/i, 'what the operator can do with'],
  [/\b(?:please|simply|successfully)\b/i, 'nothing'],
  [/!$/, 'a full stop'],
];

const manualsOnly: readonly Word[] = [
  [/\bids?\b/, 'ID'],
  [/\bat the server\b/i, 'on the server, as on the screens'],
];

interface Exception {
  /** A page, or `screen` or `setting` and a key. */
  readonly where: RegExp;
  readonly text: RegExp;
  readonly reason: string;
}

const exceptions: readonly Exception[] = [
  { where: /^docs\/glossary\.md$/, text: /./, reason: 'It names the words that are not used.' },
  {
    where: /\.md$/,
    text: /Group Policy|management policy|access control policy|content security policy/i,
    reason: 'Names in Windows, CM, AD FS and browsers.',
  },
  {
    where: /^docs\/(?:windows|administrator\/locked-desk)\.md$/,
    text: /kiosk|login/i,
    reason: 'What the systems call it that a locked desk runs on.',
  },
  { where: /\.md$/, text: /kiosk mode/i, reason: 'What other programs call a locked desk, and what one searches for.' },
  { where: /^docs\/atr\.md$/, text: /card service data/, reason: 'A data object of ISO/IEC 7816-4.' },
  { where: /^setting\./, text: /kiosk\.pinHash|give-up-uncertain/, reason: 'A key and a value of the settings file.' },
  { where: /network-errors\.test\.ts$/, text: /Redirect was cancelled/, reason: 'A message of Electron.' },
  { where: /^screen keys\.rushed/, text: /by itself/, reason: 'A key that is pressed alone.' },
];

const isAllowed = (where: string, text: string): boolean =>
  exceptions.some((exception) => exception.where.test(where) && exception.text.test(text));

/** Returns each word of the list in a text, with what to write instead. */
const foundIn = (where: string, text: string, words: readonly Word[]): string[] =>
  words.flatMap(([find, instead]) => {
    const found = find.exec(text);
    return found === null || isAllowed(where, text) ? [] : [`${where}: “${found[0]}”, write “${instead}”: ${text.trim().slice(0, 120)}`];
  });

it('English screen texts have no word that the glossary does without, and no phrase that a native reader stumbles over', () => {
  const found = keyedTexts(en).flatMap(([key, text]) => foundIn(`screen ${key}`, text, [...glossary, ...habits, ...screenOnly]));
  expect(found).toEqual([]);
});

/** Returns each description in a JSON Schema with the path of its setting. */
function describedIn(node: unknown, path: string): [path: string, text: string][] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, below]): [string, string][] =>
    key === 'description' && typeof below === 'string'
      ? [[path, below]]
      : describedIn(below, key === 'properties' ? path : `${path}.${key}`),
  );
}

it('descriptions of settings have no word that the glossary does without, and no phrase that a native reader stumbles over', () => {
  const described = describedIn(publishedSchema(), 'setting');
  expect(described.length).toBeGreaterThan(90);
  expect(described.flatMap(([path, text]) => foundIn(path, text, [...glossary, ...habits]))).toEqual([]);
});

it('English buttons that are a phrase have at most four words', () => {
  const buttons = keyedTexts(en).filter(([key]) =>
    /^decision\.(?!reason)|^approval\.(?:bind|giveUp|abandon)$|^run\.(?:begin|end|goOn|back)$/.test(key),
  );
  expect(buttons.length).toBeGreaterThan(8);
  expect(buttons.filter(([, text]) => text.split(' ').length > 4)).toEqual([]);
});

const pages = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.md')),
];

/** Pages for those who work with Card Desk. */
const isManual = (page: string): boolean => /^(?:README|CHANGELOG|docs\/(?:operator|administrator|windows)[^.]*)\.md$/.test(page);

/** Returns the prose of a page, line by line: without code, addresses, and the tests that a table names. */
const proseOf = (page: string): string[] =>
  readFileSync(join(root, page), 'utf8')
    .replaceAll(/^ *```[^]*?^ *```/gm, '')
    .split('\n')
    .map((line) =>
      line
        .replace(/`[^`]+\.(?:test|e2e|long)\.tsx?`: .*$/, '')
        .replaceAll(/`[^`]*`/g, '`')
        .replaceAll(/\]\([^)]*\)/g, ']'),
    );

describe.each(pages)('%s', (page) => {
  it('has no word that the glossary does without, and no phrase that a native reader stumbles over', () => {
    expect(proseOf(page).flatMap((line) => foundIn(page, line, [...glossary, ...habits, ...(isManual(page) ? manualsOnly : [])]))).toEqual(
      [],
    );
  });
});

const code = ['electron', 'renderer', 'shared', 'e2e', 'build', 'bench'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.(?:tsx?|mjs|cjs|css)$/.test(name) && name !== 'build/lint/words.test.ts'),
);

/** Returns the comments of a source file, the names of its tests, and the first texts of table rows that are phrases. */
const wordsOfCode = (source: string): string[] =>
  [
    /\/\*[^]*?\*\/|(?:^|\s)\/\/ .*$/gm,
    /\b(?:it|test|describe)\(\s*(['"`]).*\1/g,
    /\)\(\s*(['"`]).*\1,\s(?:async )?\(/g,
    /^\s*\[\s*(['"`])[^'"`]* [^'"`]*\1,/gm,
  ].flatMap((pattern) => [...source.matchAll(pattern)].map(([text]) => text.replaceAll(/`[^`\n]*`/g, '`')));

it('comments and test names have no phrase that a native reader stumbles over', () => {
  expect(
    code.flatMap((file) => wordsOfCode(readFileSync(join(root, file), 'utf8')).flatMap((text) => foundIn(file, text, everywhere))),
  ).toEqual([]);
});

/** Words and signs of another language in the texts of one. */
const elsewhere: readonly [string, Parameters<typeof keyedTexts>[0], readonly Word[]][] = [
  [
    'German',
    de,
    [
      [/\bCtrl\b/, 'Strg'],
      [/\bEsc drücken\b/, 'Esc'],
      [/\bkein Mensch\b/i, 'niemand'],
      [/\bEin Mensch\b/, 'Person'],
    ],
  ],
  [
    'Dutch',
    nl,
    [
      [/\bStrg\b/, 'Ctrl'],
      [/\bsmart card\b/i, 'smartcard'],
      [/\breader\b/i, 'lezer'],
    ],
  ],
  [
    'French',
    fr,
    [
      [/\bStrg\b/, 'Ctrl'],
      [/\bsmart card\b/i, 'carte à puce'],
      [/[^\s ] ?[!?;](?=\s|$)(?<![\u00A0\u202F ][!?;])/, 'a space before'],
    ],
  ],
];

it.each(elsewhere)('%s screen texts have no word of another language', (_language, tree, words) => {
  expect(keyedTexts(tree).flatMap(([key, text]) => foundIn(`screen ${key}`, text.replaceAll(/\{\{\w+\}\}/g, '…'), words))).toEqual([]);
});

import { expect, it } from 'vitest';
import { accountName, accountNameFault, isSameAccount, mayBeSamePerson } from './account-name.js';

it.each([
  ['EXAMPLE\\jan', { form: 'down-level', domain: 'example', name: 'jan' }],
  ['jan@Example.ORG', { form: 'principal', domain: 'example.org', name: 'jan' }],
  ['  Jan ', { form: 'bare', domain: '', name: 'jan' }],
  ['jan/admin@EXAMPLE.ORG', { form: 'principal', domain: 'example.org', name: 'jan/admin' }],
  ['a@b@example.org', { form: 'principal', domain: 'example.org', name: 'a@b' }],
  ['EXAMPLE\\jan@example.org', { form: 'down-level', domain: 'example', name: 'jan@example.org' }],
  ['@example.org', { form: 'bare', domain: '', name: '@example.org' }],
  ['jan@', { form: 'bare', domain: '', name: 'jan@' }],
  ['.\\jan', { form: 'down-level', domain: '.', name: 'jan' }],
])('parses the account name %s', (text, expected) => {
  expect(accountName(text)).toEqual(expected);
});

it.each([
  ['EXAMPLE\\jan', 'example\\JAN'],
  ['jan@example.org', 'Jan@EXAMPLE.org'],
  ['jan', 'JAN'],
  ['Zo\u00eb', 'Zoe\u0308'],
])('treats %s and %s as one account', (one, other) => {
  expect(isSameAccount(one, other)).toBe(true);
});

it.each([
  ['jan', 'EXAMPLE\\jan'],
  ['jan', 'jan@example.org'],
  ['jan', '.\\jan'],
  ['EXAMPLE\\jan', 'OTHER\\jan'],
  ['EXAMPLE\\jan', 'jan@example'],
  ['EXAMPLE\\jan', 'jan@example.org'],
  ['jan@example.org', 'jan@example.com'],
  ['jan@example.org', 'jan@sub.example.org'],
  ['EXAMPLE\\jan', 'EXAMPLE\\jana'],
])('does not treat %s and %s as certainly one account', (one, other) => {
  expect(isSameAccount(one, other)).toBe(false);
  expect(isSameAccount(other, one)).toBe(false);
});

it('treats two people as one rather than one as two', () => {
  expect(mayBeSamePerson('EXAMPLE\\jan', 'JAN@other.example')).toBe(true);
  expect(mayBeSamePerson('jan', 'EXAMPLE\\jan')).toBe(true);
  expect(mayBeSamePerson('EXAMPLE\\jan', 'EXAMPLE\\noor')).toBe(false);
});

it.each([
  ['case', 'EXAMPLE\\jan', 'Example\\JAN'],
  ['accents', 'EXAMPLE\\jan', 'EXAMPLE\\j\u00e1n'],
  ['width', 'EXAMPLE\\jan', 'EXAMPLE\\\uff4a\uff41\uff4e'],
  ['\u00df', 'EXAMPLE\\strauss', 'EXAMPLE\\strau\u00df'],
  ['\u0130', 'EXAMPLE\\ilker', 'EXAMPLE\\\u0130LKER'],
  ['\u00f8', 'EXAMPLE\\soren', 'EXAMPLE\\S\u00d8REN'],
  ['\u03c2', 'EXAMPLE\\\u03bd\u03b9\u03ba\u03bf\u03c2', 'EXAMPLE\\\u039d\u0399\u039a\u039f\u03a3'],
  ['kana', 'EXAMPLE\\\u304b\u306a', 'EXAMPLE\\\u30ab\u30ca'],
  ['invisible characters', 'EXAMPLE\\jan', 'EXAMPLE\\ja\u200bn'],
  ['blanks and dots at the end', 'EXAMPLE\\jan', 'EXAMPLE\\jan. '],
])('compares as a directory does, ignoring %s', (_what, one, other) => {
  expect(isSameAccount(one, other)).toBe(true);
  expect(mayBeSamePerson(one, other.replace('EXAMPLE\\', '') + '@other.example')).toBe(true);
});

it.each([
  ['EXAMPLE\\jan@example.org', 'EXAMPLE\\jan'],
  ['jan@other.example@EXAMPLE.ORG', 'jan@example.org'],
  ['jan@EXAMPLE', 'EXAMPLE\\jan'],
  ['A\\EXAMPLE\\jan', 'jan'],
])('%s and %s may be one person', (one, other) => {
  expect(mayBeSamePerson(one, other)).toBe(true);
  expect(mayBeSamePerson(other, one)).toBe(true);
});

it.each(Array.from('":/[]|=,+*?<>;'))('rejects an account name with %s', (letter) => {
  for (const name of [`EXAMPLE\\jan${letter}x`, `jan@exam${letter}ple.org`, `${letter}jan`, `EXAMPLE${letter}\\jan`])
    expect(accountNameFault(name), name).toBe(letter);
});

it.each([
  ['jan\0', 'U+0000'],
  ['jan\tx', 'U+0009'],
  ['jan\u200bx', 'U+200B'],
  ['\u202ejan', 'U+202E'],
  ['jan\u00adx', 'U+00AD'],
  ['\ud800', 'U+D800'],
  ['A\\B\\jan', '\\'],
  ['\\jan', '\\'],
  ['EXAMPLE\\', '\\'],
  ['jan@', '@'],
  ['@example.org', '@'],
])('rejects the account name %j', (name, letter) => {
  expect(accountNameFault(name)).toBe(letter);
});

it.each([
  'jan',
  'EXAMPLE\\jan',
  '.\\jan',
  'jan.jansen@example.org',
  'EXAMPLE\\\u0130lker',
  "EXAMPLE\\o'brien",
  'EXAMPLE\\jan de vries',
  'svc-card_desk$',
  '\u5c71\u7530@example.jp',
])('accepts the account name %s', (name) => {
  expect(accountNameFault(name)).toBeNull();
});

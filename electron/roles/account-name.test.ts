import { expect, it } from 'vitest';
import { accountName, isSameAccount, mayBeSamePerson } from './account-name.js';

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
])('%s is taken apart', (text, expected) => {
  expect(accountName(text)).toEqual(expected);
});

it.each([
  ['EXAMPLE\\jan', 'example\\JAN'],
  ['jan@example.org', 'Jan@EXAMPLE.org'],
  ['jan', 'JAN'],
  ['Zo\u00eb', 'Zoe\u0308'],
])('%s and %s are one account', (one, other) => {
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
])('%s and %s are not certainly one account', (one, other) => {
  expect(isSameAccount(one, other)).toBe(false);
  expect(isSameAccount(other, one)).toBe(false);
});

it('takes two for one person rather than one for two', () => {
  expect(mayBeSamePerson('EXAMPLE\\jan', 'JAN@other.example')).toBe(true);
  expect(mayBeSamePerson('jan', 'EXAMPLE\\jan')).toBe(true);
  expect(mayBeSamePerson('EXAMPLE\\jan', 'EXAMPLE\\noor')).toBe(false);
});

import { expect, it } from 'vitest';
import type { KnownPerson, Person } from '../../shared/requests.js';
import { SimilarNames, lookalikeKey } from './similar-names.js';

it.each([
  ['the same name', 'Jan Jansen', 'Jan Jansen'],
  ['Cyrillic letters', 'Paul Scope', 'Раul Ѕсоре'],
  ['Greek letters', 'Tom Olo', 'Τοm Οlο'],
  ['a capital i instead of an l', 'Will Hall', 'WiIl Hall'],
  ['two letters instead of one', 'Anna Marner', 'Anna Mamer'],
  ['accents', 'José García', 'Jose Garcia'],
  ['accents composed differently', 'Zoë', 'Zoe\u0308'],
  ['case and spaces', 'van der Berg', 'Van  der BERG '],
  ['full-width letters', 'Ken', 'Ｋｅｎ'],
])('treats names as similar: %s', (_what, one, other) => {
  expect(lookalikeKey(one)).toBe(lookalikeKey(other));
});

it('treats names that a person can tell apart as different', () => {
  expect(lookalikeKey('Jan Jansen')).not.toBe(lookalikeKey('Jan Janssen'));
  expect(lookalikeKey('Anna Berg')).not.toBe(lookalikeKey('Hanna Berg'));
});

const person = (userId: string, name: string): KnownPerson => ({
  state: 'resolved',
  userId,
  name,
  account: `account-${userId}`,
  department: '',
  employeeId: '',
});

it('finds each similar person on the list once, and never the person', async () => {
  const noor = person('a', 'Noor Velden');
  const cyrillic = person('b', 'Nооr Velden');
  const people: Person[] = [noor, noor, cyrillic, cyrillic, person('c', 'Another Person'), { state: 'unresolved', userId: 'd' }];
  const alike = new SimilarNames();
  expect(await alike.of('a', people, 3)).toEqual([cyrillic]);
  expect(await alike.of('b', people, 3)).toEqual([noor]);
  expect(await alike.of('d', people, 3)).toEqual([]);
  expect(
    await alike.of('a', [noor, ...Array.from({ length: 9 }, (_, index) => person(`x${String(index)}`, 'Noor Velden'))], 3),
  ).toHaveLength(3);
});

import { expect, it } from 'vitest';
import { makeFormats } from './format.js';

const now = Date.parse('2026-06-15T12:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

it.each([
  ['en', 20_000, 'now'],
  ['en', 5 * MINUTE, '5 min. ago'],
  ['fr', 20_000, 'maintenant'],
  ['fr', 5 * MINUTE, 'il y a 5 min'],
  ['fr', 90 * DAY, 'il y a 3 mois'],
  ['fr', 800 * DAY, 'il y a 2 ans'],
])('in %s, the age of %d ms is "%s"', (language, ms, text) => {
  const said = makeFormats(language).age(new Date(now - ms).toISOString(), now);
  expect(said.replaceAll('\u00A0', ' ')).toBe(text);
});

it.each([
  ['en', 1, '1 day'],
  ['nl', 2, '2 dagen'],
  ['de', 1, '1 Tag'],
  ['fr', 30, '30 jours'],
])('in %s, %d days are "%s"', (language, days, text) => {
  expect(makeFormats(language).days(days).replaceAll('\u00A0', ' ')).toBe(text);
});

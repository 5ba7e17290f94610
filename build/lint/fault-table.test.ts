import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { texts } from './screen-texts.fixture.js';
import { testExists, numberedRows, referencesIn } from './test-references.js';

/** The tables of faults name tests and quote screen texts; both must exist exactly as written there. */

interface Row {
  readonly number: string;
  readonly fault: string;
  readonly seen: string;
  readonly kept: string;
  readonly remedy: string;
  readonly test: string;
}

const rowsOf = (page: string): Row[] =>
  numberedRows(page).map(([number = '', fault = '', seen = '', kept = '', remedy = '', test = '']) => ({
    number,
    fault,
    seen,
    kept,
    remedy,
    test,
  }));

const screen = texts.join('\n');

/** Returns the texts between the outermost “ and ”, which may contain a pair of their own. */
const quotes = (text: string): string[] => [...text.matchAll(/“((?:[^“”]|“[^“”]*”)*)”/g)].map(([, quoted = '']) => quoted);

it.each(['docs/faults.md', 'docs/server-faults.md'])('%s quotes only texts of the screen, also outside its numbered rows', (page) => {
  const quoted = quotes(readFileSync(join(import.meta.dirname, '../..', page), 'utf8'));
  expect(quoted.filter((text) => !screen.includes(text))).toEqual([]);
});

describe.each(['docs/faults.md', 'docs/server-faults.md'])('the table of faults in %s', (page) => {
  const rows = rowsOf(page);

  it('has at least 25 numbered rows, and no empty cell', () => {
    expect(rows.length).toBeGreaterThanOrEqual(25);
    expect(rows.map(({ number }) => Number(number))).toEqual(rows.map((_, index) => index + 1));
    expect(rows.filter((row) => Object.values(row).includes(''))).toEqual([]);
  });

  it.each(rows)('$number: names existing tests', ({ test }) => {
    expect(referencesIn(test).filter((reference) => !testExists(reference))).toEqual([]);
  });

  it.each(rows.filter(({ seen }) => seen.includes('“')))('$number: quotes existing screen texts', ({ seen }) => {
    expect(quotes(seen).filter((quoted) => !screen.includes(quoted))).toEqual([]);
    expect(quotes(seen)).not.toEqual([]);
  });
});

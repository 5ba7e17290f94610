import { describe, expect, it } from 'vitest';
import { texts } from './screen-texts.js';
import { isThere, numberedRows, referencesIn } from './test-references.js';

/** The tables of faults name tests and quote the screen: both must exist as they are written there. */

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

/** What stands between the outermost “ and ”, which may hold a pair of their own. */
const quotes = (text: string): string[] => [...text.matchAll(/“((?:[^“”]|“[^“”]*”)*)”/g)].map(([, quoted = '']) => quoted);

describe.each(['docs/faults.md', 'docs/server-faults.md'])('the table of faults in %s', (page) => {
  const rows = rowsOf(page);

  it('has at least 25, numbered, with no empty cell', () => {
    expect(rows.length).toBeGreaterThanOrEqual(25);
    expect(rows.map(({ number }) => Number(number))).toEqual(rows.map((_, index) => index + 1));
    expect(rows.filter((row) => Object.values(row).includes(''))).toEqual([]);
  });

  it.each(rows)('$number: names a test there is', ({ test }) => {
    expect(referencesIn(test).filter((reference) => !isThere(reference))).toEqual([]);
  });

  it.each(rows.filter(({ seen }) => seen.includes('“')))('$number: quotes the screen', ({ seen }) => {
    expect(quotes(seen).filter((quoted) => !screen.includes(quoted))).toEqual([]);
    expect(quotes(seen)).not.toEqual([]);
  });
});

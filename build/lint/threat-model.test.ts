import { describe, expect, it } from 'vitest';
import { testExists, numberedRows, referencesIn } from './test-references.js';

/** The mitigations of the threat model must each have the test that they name. */

interface Row {
  readonly number: string;
  readonly stride: string;
  readonly threat: string;
  readonly tests: string;
  readonly cells: readonly string[];
}

const rows: Row[] = numberedRows('docs/threat-model.md').map((cells) => {
  const [number = '', stride = '', , threat = '', , tests = ''] = cells;
  return { number, stride, threat, tests, cells };
});

describe('the threat model', () => {
  it('has every kind of threat, numbered, and no empty cell', () => {
    expect(rows.map(({ number }) => Number(number))).toEqual(rows.map((_, index) => index + 1));
    expect(rows.filter(({ cells }) => cells.length !== 6 || cells.includes(''))).toEqual([]);
    expect([...new Set(rows.map(({ stride }) => stride))].sort()).toEqual(['D', 'E', 'I', 'R', 'S', 'T']);
  });

  it.each(rows)('$number: names existing tests', ({ tests }) => {
    expect(referencesIn(tests).filter((reference) => !testExists(reference))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { noBurst, onWedgeKey, queryOfScan } from './wedge.js';

/** Types text and Enter, with a pause before each key. @returns what was scanned */
function typed(text: string, pauseMs: number, before = ''): string | null {
  let at = 1_000;
  let burst = noBurst;
  for (const key of before) ({ burst } = onWedgeKey(burst, { key, at: (at += 150) }));
  at += 500;
  for (const key of text) ({ burst } = onWedgeKey(burst, { key, at: (at += pauseMs) }));
  return onWedgeKey(burst, { key: 'Enter', at: at + pauseMs }).scanned;
}

describe('a scan', () => {
  it('is a burst of keys with Enter at its end, whatever was typed before', () => {
    expect(typed('a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099', 5)).toBe('a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099');
    expect(typed('10231-7', 30, 'muller')).toBe('10231-7');
  });

  it('is not what a hand types, nor two keys that came down together', () => {
    expect(typed('goncalves', 80)).toBeNull();
    expect(typed('ab', 5)).toBeNull();
    expect(typed('', 5)).toBeNull();
  });

  it('is not ended by an Enter that comes later: that is the operator’s own', () => {
    const { burst } = Array.from('abcdefgh').reduce((state, key, index) => onWedgeKey(state.burst, { key, at: index * 5 }), { burst: noBurst, scanned: null as string | null });
    expect(onWedgeKey(burst, { key: 'Enter', at: 500 }).scanned).toBeNull();
  });

  it('keeps capitals, whose Shift comes between', () => {
    let burst = noBurst;
    for (const [index, key] of ['Shift', 'A', 'Shift', 'B', 'C', 'D', 'E', '1', '2'].entries()) ({ burst } = onWedgeKey(burst, { key, at: index * 5 }));
    expect(onWedgeKey(burst, { key: 'Enter', at: 45 }).scanned).toBe('ABCDE12');
  });
});

it.each([
  ['A9B4B42C-CC50-4C9B-89D1-BBC0BCD5A099', 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099'],
  ['{a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099}', 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099'],
  ['a9b4b42ccc504c9b89d1bbc0bcd5a099', 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099'],
  ['10231', '10231'],
  [' E-10231 ', 'E-10231'],
])('%s is searched for as %s', (scanned, query) => {
  expect(queryOfScan(scanned)).toBe(query);
});

import { describe, expect, it } from 'vitest';
import { anyScanner, type ScannerPreferences } from '../../shared/preferences.js';
import { BREAK_MS, noEntry, onCharacters, requestIdIn, scanOf, type Entry, type Scan, type Suffix } from './scan.js';

/** Types text with a pause before each key, then a suffix. A number instead of a text is a pause. @returns the result */
function typed(
  parts: readonly (string | number)[],
  {
    gapMs = 8,
    suffix = 'enter',
    suffixMs = gapMs,
    scanner = anyScanner,
    focusedAt = -1e9,
    jitter = 0,
  }: { gapMs?: number; suffix?: Suffix; suffixMs?: number; scanner?: ScannerPreferences; focusedAt?: number; jitter?: number } = {},
): Scan | null {
  let at = 10_000;
  let entry: Entry = noEntry;
  let turn = 0;
  for (const part of parts) {
    if (typeof part === 'number') {
      at += part - gapMs;
      continue;
    }
    for (const text of part) {
      at += gapMs + ((turn += 7) % 5) * jitter;
      entry = onCharacters(entry, { text, at, focusedAt });
    }
  }
  return scanOf(entry, suffix, at + suffixMs, scanner);
}

const ID = '03cefae0-819f-4608-8cf8-352fafa99a98';

describe('a scan', () => {
  it.each([
    ['an id', [ID], ID],
    ['a short number', ['10231'], '10231'],
    ['one with a pause in it', ['7700', 90, '123456'], '7700123456'],
    ['one with a long pause in it', ['7700', 1_200, '123456'], '7700123456'],
    ['one with a pause after its first key', ['7', 400, '700123456'], '7700123456'],
    ['one with three pauses', ['77', 90, '0012', 260, '34', 700, '56'], '7700123456'],
    ['one with Shift keys in between', ['AB', 'CD-1'], 'ABCD-1'],
  ])('is one text, whatever its pauses: %s', (_what, parts, text) => {
    expect(typed(parts)).toMatchObject({ text, byMachine: true });
  });

  it('starts again after a pause longer than any scanner makes', () => {
    expect(typed(['7700', BREAK_MS + 1, '123456'])).toMatchObject({ text: '123456', headless: false });
  });

  it('may have lost its beginning while another window had the focus', () => {
    expect(typed(['123456'], { focusedAt: 10_000 })).toMatchObject({ headless: true });
    expect(typed(['123456'], { focusedAt: 10_000 - BREAK_MS })).toMatchObject({ headless: false });
    expect(typed(['7', 400, '700'], { focusedAt: 10_000 - BREAK_MS + 20 })).toMatchObject({ text: '7700', headless: true });
  });

  it('has not lost its beginning to keys that type nothing, such as the Ctrl and 1 that opened the desk', () => {
    const keys = [
      ['', 900],
      ['', 1_000],
      ['1', 1_600],
      ['2', 1_700],
      ['3', 1_800],
    ] as const;
    const entry = keys.reduce<Entry>((before, [text, at]) => onCharacters(before, { text, at, focusedAt: 0 }), noEntry);
    expect(entry).toMatchObject({ text: '123', headless: false });
  });

  it('is neither what a hand types nor two keys that came down together', () => {
    expect(typed(['goncalves'], { gapMs: 90, jitter: 20 })?.byMachine).toBe(false);
    expect(typed(['ab'])?.byMachine).toBe(false);
    expect(typed([''])).toBeNull();
  });

  it('is not ended by a later key, which is the operator’s own', () => {
    expect(typed(['abcdefgh'], { suffixMs: 500 })).toBeNull();
  });

  it('counts keys that type nothing, so that four digits with Alt are one character of a machine', () => {
    let entry: Entry = noEntry;
    let at = 10_000;
    for (const text of '7700123456')
      for (const part of ['', '', '', '', '', text]) entry = onCharacters(entry, { text: part, at: (at += 12), focusedAt: -1e9 });
    expect(scanOf(entry, 'enter', at + 12, anyScanner)).toMatchObject({ text: '7700123456', byMachine: true });
  });
});

describe('a slow scanner', () => {
  it.each([60, 80, 100, 140])('of %i ms per key is recognized by its evenness', (gapMs) => {
    expect(typed([ID], { gapMs, jitter: 1 })?.byMachine).toBe(true);
  });

  it('that is slower or uneven is recognized once its speed is set', () => {
    expect(typed([ID], { gapMs: 190, jitter: 2 })).toBeNull();
    expect(typed(['7700123456'], { gapMs: 190, jitter: 2, scanner: { suffix: 'auto', keyMs: 200 } })).toMatchObject({
      text: '7700123456',
      byMachine: true,
    });
    expect(typed(['7700123456'], { gapMs: 70, jitter: 15, scanner: { suffix: 'auto', keyMs: 100 } })?.byMachine).toBe(true);
  });

  it('that is uneven is recognized by a complete request id, which no hand types so fast', () => {
    expect(typed([ID], { gapMs: 70, jitter: 20 })).toMatchObject({ text: ID, byMachine: true });
  });

  it('may pause, too', () => {
    expect(typed(['7700', 700, '123456'], { gapMs: 100, scanner: { suffix: 'auto', keyMs: 100 } })).toMatchObject({
      text: '7700123456',
      byMachine: true,
    });
  });
});

it.each([
  ['A9B4B42C-CC50-4C9B-89D1-BBC0BCD5A099', 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099'],
  ['{a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099}', 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099'],
  ['a9b4b42ccc504c9b89d1bbc0bcd5a099', 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099'],
  ['(a9b4b42ccc504c9b89d1bbc0bcd5a099)', 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099'],
  ['9b4b42ccc504c9b89d1bbc0bcd5a099', null],
  ['0a9b4b42ccc504c9b89d1bbc0bcd5a099', 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099'],
  ['xa9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099', 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099'],
  ['a9b4b42ccc504c9b89d1bbc0bcd5a0990', '9b4b42cc-c504-c9b8-9d1b-bc0bcd5a0990'],
  ['a9b4b42ccc504c9b89d1bbc0bcd5a099x', null],
  ['03cefae0-819f-4608-8cf8-352fafa99a98 a9b4b42ccc504c9b89d1bbc0bcd5a099', null],
  ['03cefae0819f46088cf8352fafa99a98a9b4b42ccc504c9b89d1bbc0bcd5a099', null],
  ['10231', null],
])('%s is the request id %s', (text, id) => {
  expect(requestIdIn(text)).toBe(id);
});

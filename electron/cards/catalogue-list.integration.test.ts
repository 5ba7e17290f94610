import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readAtrList } from './catalogue-list.js';

const LIST = '/usr/share/pcsc/smartcard_list.txt';

it.skipIf(!existsSync(LIST))("finds the same as pcsc-tools' list with entries as regular expressions", async () => {
  const list = await readAtrList(LIST);
  if (list === null) throw new Error(`${LIST} is gone`);
  const entries = entriesOf(readFileSync(LIST, 'utf8'));
  expect(entries.length).toBeGreaterThan(3000);

  const isPattern = ({ atr }: Entry) => /[.[*]/.test(atr);
  const asked = [...entries.filter(isPattern), ...entries.filter((_, index) => index % 10 === 0)].map(oneOf);
  for (const atr of new Set(asked)) {
    const names = entries.filter(({ pattern }) => pattern.test(atr)).flatMap((entry) => entry.names);
    const found = list.find(atr.replaceAll(' ', '').toLowerCase());
    expect({ atr, names: found.sort() }).toEqual({ atr, names: [...new Set(names)].sort() });
  }
});

interface Entry {
  readonly atr: string;
  readonly pattern: RegExp;
  readonly names: string[];
}

/** Parsed like ATR_analysis: an entry, then its names until a line without a tab. */
function entriesOf(text: string): Entry[] {
  const entries: Entry[] = [];
  let isAfterEntry = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('\t')) {
      if (isAfterEntry && !line.startsWith('\thttp')) entries.at(-1)?.names.push(line.trim());
      continue;
    }
    isAfterEntry = line !== '' && !line.startsWith('#');
    if (isAfterEntry) entries.push({ atr: line, pattern: new RegExp(`^${line.trimEnd()}$`, 'i'), names: [] });
  }
  return entries;
}

/** An ATR that matches the entry. */
function oneOf({ atr }: Entry): string {
  return atr
    .trimEnd()
    .toUpperCase()
    .replaceAll(' .*', ' 55')
    .replaceAll('.*', '')
    .replace(/\[(.)[^\]]*\]/g, '$1')
    .replaceAll('.', '5');
}

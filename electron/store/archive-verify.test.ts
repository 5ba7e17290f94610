import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testFolder } from '../core/test-folder.fixture.js';
import { openArchiveFile } from '../backup/open-archive-file.js';
import { archiveOrder, archivePassphrase, longAgo, openTestJournal, writeOldJournal } from './archive.fixture.js';
import { entryHash } from './chain.js';
import type { JournalEntry } from './journal.js';
import { bothVerdicts, startIndependentVerifier, type Verdict } from './verifiers.fixture.js';
import { exportedEntry, exportedHead } from './verify.js';

let folder: string;
let entries: readonly JournalEntry[];
let opened: string;
const independent = startIndependentVerifier();

beforeAll(async () => {
  folder = testFolder('archive-verify');
  const clock = { now: longAgo };
  const journal = openTestJournal(join(folder, 'journal.db'), clock);
  writeOldJournal(journal, 3, clock);
  const archive = join(folder, 'old.cda');
  journal.archive(archiveOrder(archive));
  journal.note('opened', { version: '1.0.0', mode: 'live' });
  entries = journal.entries(0, 1_000);
  journal.close();
  opened = join(folder, 'old.jsonl');
  await openArchiveFile(archive, archivePassphrase, opened);
});
afterAll(() => {
  independent.stop();
});

const lines = (list: readonly JournalEntry[]): string[] => [...list.map(exportedEntry), exportedHead(list.length, list.at(-1)?.hash ?? '')];
const verdicts = (...args: readonly string[]): Promise<readonly Verdict[]> => bothVerdicts(independent, args);

function journalVerdicts(list: readonly string[], ...archives: readonly string[]): Promise<readonly Verdict[]> {
  const file = join(folder, 'export.jsonl');
  writeFileSync(file, `${list.join('\n')}\n`);
  return verdicts('verify', file, ...archives.map((archive) => `--archive=${archive}`));
}

function changedArchive(name: string, change: (text: string) => string): string {
  const file = join(folder, name);
  writeFileSync(file, change(readFileSync(opened, 'utf8')));
  return file;
}

it('both verifiers accept a valid journal, a valid archive, and both together', async () => {
  for (const { status, said } of await journalVerdicts(lines(entries)))
    expect([status, said]).toEqual([0, expect.stringContaining(', SOUND')]);
  for (const { status } of await verdicts('verify-archive', opened)) expect(status).toBe(0);
  for (const { status } of await journalVerdicts(lines(entries), opened)) expect(status).toBe(0);
});

const cut = (seq: number, by: number) => (all: readonly JournalEntry[]) =>
  all.map((one) => (one.seq === seq ? { ...one, archivedBy: by } : one));
const last = (all: readonly JournalEntry[]): number => all.length;
const isTelling = ({ body }: JournalEntry): boolean => body.includes('"event":"journal-archived"');

it.each([
  ['a text removed by hand as if it had been archived', (all: readonly JournalEntry[]) => cut(17, all.findIndex(isTelling) + 1)(all)],
  ['a text removed by hand and attributed to an entry that archived nothing', (all: readonly JournalEntry[]) => cut(17, last(all))(all)],
  ['a text removed by hand and attributed to a missing entry', cut(17, 9_999)],
  ['a text removed by hand and attributed to an earlier entry', cut(17, 3)],
  ['an archived entry that was removed', (all: readonly JournalEntry[]) => all.filter(({ seq }) => seq !== 3)],
  ['the archiving entry and everything after it cut off', (all: readonly JournalEntry[]) => all.slice(0, all.findIndex(isTelling))],
  [
    'the archiving entry rewritten',
    (all: readonly JournalEntry[]) =>
      all.map((one) => {
        const body = one.body.replace(/"entries":\d+/, '"entries":1');
        return isTelling(one) ? { ...one, body, hash: entryHash(one.previousHash, body) } : one;
      }),
  ],
] as const)('both verifiers find %s', async (_name, change) => {
  for (const { status, said } of await journalVerdicts(lines(change(entries))))
    expect([status, said]).toEqual([1, expect.stringContaining('NOT SOUND')]);
});

it.each([
  ['an altered text', (text: string) => text.replace('Personal-Marker 2', 'Personal-Marker 3')],
  ['a missing entry', (text: string) => text.split('\n').slice(1).join('\n')],
  ['a missing end', (text: string) => text.split('\n').slice(0, -2).join('\n')],
])('both verifiers find %s in an opened archive, with and without its journal', async (_name, change) => {
  const archive = changedArchive('changed.jsonl', change);
  const isWhole = readFileSync(archive, 'utf8').includes('{"archive":');
  if (isWhole) for (const { status } of await verdicts('verify-archive', archive)) expect(status).toBe(1);
  for (const { status } of await journalVerdicts(lines(entries), archive)) expect(status).toBe(1);
});

it('both verifiers reject a valid archive of another journal', async () => {
  const clock = { now: longAgo };
  const other = openTestJournal(join(folder, 'other.db'), clock);
  writeOldJournal(other, 2, clock);
  other.archive(archiveOrder(join(folder, 'other.cda')));
  other.close();
  const archive = join(folder, 'other.jsonl');
  await openArchiveFile(join(folder, 'other.cda'), archivePassphrase, archive);
  for (const { status } of await journalVerdicts(lines(entries), archive)) expect(status).toBe(1);
});

it('an archive opens only with its passphrase and overwrites nothing', async () => {
  const archive = join(folder, 'old.cda');
  await expect(openArchiveFile(archive, 'another passphrase', join(folder, 'none'))).rejects.toThrow(/Wrong passphrase/);
  await expect(openArchiveFile(archive, archivePassphrase, opened)).rejects.toThrow(/EEXIST/);
  await expect(openArchiveFile(opened, archivePassphrase, join(folder, 'none'))).rejects.toThrow(/not a Card Desk archive/);
  writeFileSync(
    join(folder, 'bent.cda'),
    readFileSync(archive).map((byte, at) => (at === 1_500 ? byte ^ 1 : byte)),
  );
  await expect(openArchiveFile(join(folder, 'bent.cda'), archivePassphrase, join(folder, 'none'))).rejects.toThrow(/damaged/);
});

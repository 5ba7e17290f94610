import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { guid } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { openArchive, readArchive } from './archive-file.js';
import { archiveSteps, type ArchiveStep } from './archive-journal.js';
import { archiveKey, archiveOrder, longAgo, MARK, openTestJournal, today, writeOldJournal } from './archive.fixture.js';
import { checkCopy } from './check-copy.js';
import type { JournalEntry } from './journal.js';
import { readArchiveText } from './opened-archive.js';

const OLD = 5;
const program = join(process.cwd(), 'node_modules', '.cache', 'archiving-test.cjs');

let folder: string;
let path: string;
/** All entries before anything was archived. */
let before: readonly JournalEntry[];

beforeAll(async () => {
  const entryPoints = [join(import.meta.dirname, 'archiving.fixture.ts')];
  await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'cjs', external: ['libsql'] });
});
afterAll(() => {
  rmSync(program);
});
beforeEach(() => {
  folder = testFolder('archive-kills');
  path = join(folder, 'journal.db');
  const clock = { now: longAgo };
  const journal = openTestJournal(path, clock);
  writeOldJournal(journal, OLD, clock);
  before = journal.entries(0, 10_000);
  journal.close();
  // A copy as a migration leaves it.
  writeFileSync(`${path}.version-7.backup`, `${MARK} of before the migration`);
});

async function killedAt(step: ArchiveStep, file: string): Promise<void> {
  const child = spawn(process.execPath, [program, path, join(folder, file), step], { stdio: 'inherit' });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  // Windows has no signals and reports a code.
  expect(signal === 'SIGKILL' || code !== 0).toBe(true);
}

const archivesThere = (): string[] => readdirSync(folder).filter((name) => name.includes('.cda'));
const entriesIn = (file: string): readonly JournalEntry[] =>
  readArchiveText(openArchive(readArchive(readFileSync(join(folder, file))), archiveKey)).entries;
const bytesOfJournal = (): string =>
  readdirSync(folder)
    .filter((name) => name.startsWith('journal.db'))
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');

/** Checks that each text from before is in exactly one of journal and archives. */
function nothingLostNorDoubled(): { readonly archived: number } {
  const journal = openTestJournal(path, { now: today });
  const now = journal.entries(0, 10_000).slice(0, before.length);
  journal.close();
  checkCopy(path, null);
  const archived = now.filter(({ archivedBy }) => archivedBy !== undefined);
  const inArchives = archived.length === 0 ? [] : archivesThere().flatMap(entriesIn);
  expect(inArchives.map(({ seq }) => seq)).toEqual(archived.map(({ seq }) => seq));
  const texts = new Map([...now.filter(({ archivedBy }) => archivedBy === undefined), ...inArchives].map(({ seq, body }) => [seq, body]));
  expect(before.map(({ seq }) => texts.get(seq))).toEqual(before.map(({ body }) => body));
  return { archived: archived.length };
}

it.each(archiveSteps)(
  'completes or restarts an archive that was interrupted when it was %s, losing and duplicating nothing',
  async (step) => {
    await killedAt(step, 'first.cda');
    const { archived } = nothingLostNorDoubled();
    const isCommitted = ['committed', 'vacuumed', 'swept'].includes(step);
    const isNamed = isCommitted || ['named', 'emptying'].includes(step);
    expect(archived).toBe(isCommitted ? 4 * OLD + 2 : 0);

    // Does what the next start does automatically, and what the next run does with any file name.
    const journal = openTestJournal(path, { now: today });
    if (isCommitted) expect(bytesOfJournal()).not.toContain(MARK);
    const outcome = journal.archive(archiveOrder(join(folder, 'second.cda')));
    journal.close();
    expect(outcome).toMatchObject({
      outcome: 'archived',
      entries: isCommitted ? 0 : 4 * OLD + 2,
      resumed: isNamed && !isCommitted,
      swept: true,
    });
    expect(archivesThere()).toEqual([isNamed ? 'first.cda' : 'second.cda']);
    expect(nothingLostNorDoubled()).toEqual({ archived: 4 * OLD + 2 });
    expect(bytesOfJournal()).not.toContain(MARK);
  },
);

it('archiving that is interrupted at every step in turn still ends with one archive', async () => {
  for (const step of archiveSteps.slice(0, 5)) await killedAt(step, 'only.cda');
  const journal = openTestJournal(path, { now: today });
  expect(journal.archive(archiveOrder(join(folder, 'only.cda')))).toMatchObject({ entries: 4 * OLD + 2, resumed: true });
  expect(journal.archivedClaimOf({ cardId: guid(0x2000 + OLD) })).not.toBeNull();
  journal.close();
  expect(archivesThere()).toEqual(['only.cda']);
  expect(nothingLostNorDoubled()).toEqual({ archived: 4 * OLD + 2 });
});

it('does not complete an interrupted archive that no longer fits, is damaged or has another passphrase, and leaves it in place', async () => {
  await killedAt('named', 'first.cda');
  const first = join(folder, 'first.cda');
  copyFileSync(first, join(folder, 'kept'));
  const tries = [
    () => archiveOrder(join(folder, 'second.cda'), { before: '2019-01-01T00:00:00.000Z' }),
    () => archiveOrder(join(folder, 'second.cda'), { passphrase: { ...archiveKey, key: 'b'.repeat(64) } }),
    () => {
      writeFileSync(first, readFileSync(first).subarray(0, -10));
      return archiveOrder(join(folder, 'second.cda'));
    },
  ];
  for (const order of tries) {
    const journal = openTestJournal(path, { now: today });
    expect(journal.archive(order())).toMatchObject({ outcome: 'failed' });
    journal.close();
    expect(existsSync(first)).toBe(true);
    expect(existsSync(join(folder, 'second.cda'))).toBe(false);
    expect(nothingLostNorDoubled()).toEqual({ archived: 0 });
  }
  // Once the unusable archive is moved away, a new one is made.
  rmSync(first);
  const journal = openTestJournal(path, { now: today });
  expect(journal.archive(archiveOrder(join(folder, 'second.cda')))).toMatchObject({ entries: 4 * OLD + 2, resumed: false });
  journal.close();
});

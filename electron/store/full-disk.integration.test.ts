import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mayMount, mountSmallDisk, type SmallDisk } from '../../e2e/small-disk.js';
import { binding } from '../bindings/bindings.fixture.js';
import { entryHash, FIRST_PREVIOUS_HASH } from './chain.js';
import { JournalFile } from './journal-file.js';
import { JournalError } from './journal.js';
import { runGrouped } from './group-commit.js';
import { nextSchema } from './next-schema.fixture.js';

/** Size of SQLite's page, and the smallest growth of a file, bytes. */
const PAGE = 4_096;
/** Space for every journal here, including a migration, MB; filling it takes time. */
const DISK_MB = 6;
const MIGRATION_DISK_MB = 64;
/** More pages than a writing call ever needs. */
const MOST_PAGES = 40;

const possible = await mayMount();
if (!possible) console.warn('SKIPPED: the tests of a full disk need the right to mount a file system');

describe.skipIf(!possible)('a full disk', () => {
  let disk: SmallDisk;
  let path: string;
  const open = (schema?: readonly string[]): JournalFile =>
    new JournalFile({
      path,
      key: 'k'.repeat(64),
      context: { operator: 'desk', station: 'DESK-01' },
      now: () => new Date(0),
      monotonicMs: () => 0,
      ...(schema === undefined ? {} : { schema }),
    });
  beforeEach(async () => {
    disk = await mountSmallDisk(DISK_MB);
    path = join(disk.folder, 'journal.db');
  });
  afterEach(() => disk.remove());

  /** Checks that the journal is consistent: every entry is linked, and each binding matches its last entry. */
  function sound(journal: JournalFile): number {
    const entries = journal.entries(0, 10_000);
    let previous = FIRST_PREVIOUS_HASH;
    const last = new Map<string, unknown>();
    const links: string[] = [];
    for (const { body, previousHash, hash } of entries) {
      links.push(previousHash, hash);
      const { binding: written } = JSON.parse(body) as { binding: { bindingId: string } };
      last.set(written.bindingId, written);
    }
    const due = entries.flatMap(({ body }) => [previous, (previous = entryHash(previous, body))]);
    expect(links).toEqual(due);
    expect([...last.keys()].map((bindingId) => journal.find(bindingId))).toEqual([...last.values()]);
    expect(journal.newest(10_000)).toHaveLength(last.size);
    return entries.length;
  }

  const submitting = (n: number) =>
    ({
      bindingId: binding(n).bindingId,
      event: 'submitting',
      from: { state: 'intended' },
      state: { state: 'submitting', attempt: 1 },
    }) as const;
  const writes: readonly [what: string, entries: number, write: (journal: JournalFile, n: number) => unknown][] = [
    ['an intent', 1, (journal, n) => journal.intend(binding(1_000 + n))],
    ['an intent with its first step', 2, (journal, n) => journal.intend(binding(1_000 + n), undefined, submitting(1_000 + n))],
    ['a step', 1, (journal, n) => journal.record(submitting(n + 1))],
  ];

  it.each(writes)(
    'writes %s completely or not at all, whichever page is the last, and continues when there is space',
    async (_what, entries, write) => {
      let journal = open();
      for (let n = 1; n <= MOST_PAGES + 1; n += 1) journal.intend(binding(n));
      let written = sound(journal);
      const refused: number[] = [];
      for (let pages = 0; pages <= MOST_PAGES; pages += 1) {
        // Reopened, its log starts empty, so that every page requires disk space.
        journal.close();
        journal = open();
        await disk.fill(pages * PAGE);
        try {
          write(journal, pages);
          written += entries;
        } catch (error) {
          expect(error).toBeInstanceOf(JournalError);
          expect(error).toMatchObject({ problem: 'unusable', message: expect.stringMatching(/full|I\/O/) as unknown });
          refused.push(pages);
        }
        expect(sound(journal)).toBe(written);
        await disk.free();
        if (refused.includes(pages)) {
          write(journal, pages);
          written += entries;
        }
        expect(sound(journal)).toBe(written);
      }
      expect(refused[0]).toBe(0);
      expect(refused).not.toContain(MOST_PAGES);
      journal.close();
      const again = open();
      expect(sound(again)).toBe(written);
      again.close();
    },
  );

  it('writes each call of a group completely or not at all, and answers each caller', async () => {
    let journal = open();
    for (let n = 1; n <= MOST_PAGES + 1; n += 1) journal.intend(binding(n));
    let written = sound(journal);
    let refusals = 0;
    for (let pages = 0; pages <= MOST_PAGES; pages += 1) {
      journal.close();
      journal = open();
      await disk.fill(pages * PAGE);
      const outcomes: ('done' | 'failed')[] = [];
      const calls = [0, 1, 2].map((part) => ({
        writes: true,
        run: () => journal.intend(binding(1_000 + 3 * pages + part)),
        done: () => outcomes.push('done'),
        failed: () => outcomes.push('failed'),
      }));
      runGrouped(journal, calls);
      expect(outcomes).toHaveLength(3);
      written += outcomes.filter((outcome) => outcome === 'done').length;
      refusals += outcomes.filter((outcome) => outcome === 'failed').length;
      expect(sound(journal)).toBe(written);
      await disk.free();
    }
    expect(refusals).toBeGreaterThan(3);
    journal.close();
    const again = open();
    expect(sound(again)).toBe(written);
    again.close();
  });

  it('is reported when the journal opens; nothing changes, and it opens when there is space', async () => {
    const journal = open();
    journal.intend(binding(1));
    journal.close();
    for (let pages = 0; pages <= 12; pages += 1) {
      await disk.fill(pages * PAGE);
      try {
        open().close();
      } catch (error) {
        expect(error).toMatchObject({ problem: 'unusable' });
      }
      await disk.free();
      const opened = open();
      expect(sound(opened)).toBe(1);
      opened.close();
    }
  });

  it('leaves a migrating journal at a complete version, and the migration continues when there is space', async () => {
    await disk.remove();
    disk = await mountSmallDisk(MIGRATION_DISK_MB);
    let refused = 0;
    for (const kilobytes of [0, 64, 256, 1_024, 4_096, 16_384]) {
      path = join(disk.folder, `journal-${String(kilobytes)}.db`);
      const journal = open();
      for (let n = 1; n <= 20; n += 1) journal.intend(binding(n));
      journal.close();
      await disk.fill(kilobytes * 1_024);
      try {
        open(nextSchema).close();
      } catch (error) {
        expect(error).toMatchObject({ problem: 'unusable' });
        refused += 1;
      }
      await disk.free();
      const migrated = open(nextSchema);
      expect(sound(migrated)).toBe(20);
      migrated.close();
    }
    expect(refused).toBeGreaterThan(2);
  });

  it('that is read-only is told from a damaged one', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'journal-'));
    path = join(elsewhere, 'journal.db');
    const journal = open();
    journal.intend(binding(1));
    journal.close();
    await copyJournal(elsewhere, disk.folder);
    await disk.setReadOnly(true);
    path = join(disk.folder, 'journal.db');
    // If the library has removed the write-ahead log by then, creating it fails instead.
    const reason = existsSync(`${path}-wal`) ? 'readonly' : 'unable to open';
    expect(() => open()).toThrow(expect.objectContaining({ problem: 'unusable', message: expect.stringContaining(reason) as unknown }));
    await rm(elsewhere, { recursive: true });
    await copyJournal(disk.folder, elsewhere);
    path = join(elsewhere, 'journal.db');
    const opened = open();
    expect(sound(opened)).toBe(1);
    opened.close();
    await rm(elsewhere, { recursive: true });
  });
});

/**
 * Copies a closed journal. The library may keep its file open for a while and then empty the write-ahead log into it: the log
 * is copied first, and if it is gone by then, the file is complete.
 */
async function copyJournal(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const names = await readdir(from);
  const isLog = (name: string): boolean => /-(?:wal|shm)$/.test(name);
  for (const name of [...names.filter(isLog), ...names.filter((one) => !isLog(one))]) {
    await copyFile(join(from, name), join(to, name)).catch((error: unknown) => {
      if (!isLog(name) || !(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    });
  }
}

import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { binding } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { bindOne, KEY, openTestJournal, PASSPHRASE, testOrder } from './backup.fixture.js';
import { readBackupHeader } from './backup-file.js';
import { BackupWorker } from './backup-worker.js';
import type { JournalFile } from './journal-file.js';
import { makeBackup, type BackupOptions, type BackupOutcome } from './make-backup.js';

let folder: string;
let journal: JournalFile;
beforeEach(() => {
  folder = testFolder('backup');
  journal = openTestJournal(folder);
  for (let n = 1; n <= 4; n += 1) bindOne(journal, n);
});
afterEach(() => {
  journal.close();
});

const worker = new BackupWorker();
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const made = (outcome: BackupOutcome): Extract<BackupOutcome, { outcome: 'made' }> => {
  if (outcome.outcome !== 'made') throw new Error(`${outcome.problem}: ${outcome.detail}`);
  return outcome;
};
const there = ({ folder: target }: BackupOptions): string[] => readdirSync(target).sort();
/** Makes a backup in this thread, which still has the copies of earlier ones open. */
let backups = 0;
const backedUp = (order: BackupOptions, written?: (path: string) => void): BackupOutcome =>
  makeBackup({ ...order, workFolder: `${order.workFolder}-${String((backups += 1))}` }, written);
/** Makes a backup of the current journal. Returns its path. */
const fileOf = (order = testOrder(folder)): string => join(order.folder, made(backedUp(order)).name);

describe('a backup', () => {
  it('is one file that opens with only the passphrase, with the head of the journal', () => {
    const order = testOrder(folder);
    const { head, entries } = journal.health();
    const outcome = made(backedUp(order));
    expect(outcome).toMatchObject({ entries, head, kept: 1, removed: [] });
    expect(there(order)).toEqual([outcome.name]);
    expect(statSync(join(order.folder, outcome.name)).size).toBe(outcome.sizeBytes);
    const to = join(folder, 'out.db');
    expect(worker.unpack(join(order.folder, outcome.name), PASSPHRASE, to)).toMatchObject({
      outcome: 'unpacked',
      key: KEY,
      facts: { entries, head, bindings: 4, unsettled: 0 },
    });
    expect(worker.check(to, KEY)).toMatchObject({ head });
  });

  it('reveals no name, card or key', () => {
    const text = readFileSync(fileOf()).toString('latin1');
    for (const secret of ['Noor', 'nvelden', binding(1).cardId.text, KEY, Buffer.from(KEY, 'hex').toString('latin1'), PASSPHRASE])
      expect(text).not.toContain(secret);
  });

  it('contains what was committed when it started and leaves the journal unchanged', () => {
    const order = testOrder(folder);
    const first = made(backedUp(order));
    bindOne(journal, 5);
    const second = made(backedUp({ ...order, now: '2026-01-05T10:00:00.000Z' }));
    expect(second.entries).toBe(first.entries + 3);
    expect(journal.health()).toMatchObject({ head: second.head, entries: second.entries });
  });

  it('removes partial files of a killed one and never counts them', () => {
    const order = testOrder(folder);
    const left = `${made(backedUp(order)).name.replace('T09', 'T08')}.part`;
    writeFileSync(join(order.folder, left), 'half a backup');
    const next = made(backedUp({ ...order, now: '2026-01-05T10:00:00.000Z' }));
    expect(next.kept).toBe(2);
    expect(there(order)).not.toContain(left);
  });

  it('removes its own older ones by number, and nothing else', () => {
    const order = testOrder(folder, { keepCount: 2 });
    const others = [
      'holiday.jpg',
      'card-desk-backup_DESK-02_0123456789ab_20200101T000000000Z.cdb',
      'card-desk-backup_DESK-01_0123456789ab_20200101T000000000Z.cdb',
    ];
    for (const other of others) writeFileSync(join(order.folder, other), 'somebody else’s');
    const names = ['09', '10', '11'].map((hour) => made(backedUp({ ...order, now: `2026-01-05T${hour}:00:00.000Z` })).name);
    expect(there(order)).toEqual([...others, ...names.slice(1)].sort());
    // A file that has a backup's name but not a backup's description must stay.
    writeFileSync(join(order.folder, (names[1] ?? '').replace('T10', 'T07')), 'not a backup');
    expect(made(backedUp({ ...order, now: '2026-01-05T12:00:00.000Z' })).removed).toEqual([names[1]]);
  });

  it('removes none after a clock jump', () => {
    const order = testOrder(folder, { keepCount: 1 });
    made(backedUp(order));
    expect(made(backedUp({ ...order, now: '2027-01-05T10:00:00.000Z', clockJumped: true }))).toMatchObject({ kept: 2, removed: [] });
  });

  it('does not count if it differs when read back, and the earlier one stays', () => {
    const order = testOrder(folder, { keepCount: 1 });
    const good = made(backedUp(order)).name;
    const damages: ((path: string) => void)[] = [
      (path) => truncateSync(path, statSync(path).size - 1),
      (path) => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 5_000] = (bytes[bytes.length - 5_000] ?? 0) ^ 1;
        writeFileSync(path, bytes);
      },
      (path) => rmSync(path),
      // Another, older backup in its place: complete, but not this one.
      (path) => copyFileSync(join(order.folder, good), path),
    ];
    bindOne(journal, 9);
    for (const [index, damage] of damages.entries()) {
      const outcome = backedUp({ ...order, now: `2026-01-06T0${String(index)}:00:00.000Z` }, damage);
      expect(outcome).toMatchObject({ outcome: 'failed', problem: 'not-sound' });
      expect(there(order)).toEqual([good]);
    }
  });

  it('is not made if the folder is missing or is a file, which is reported', () => {
    expect(backedUp(testOrder(folder, { folder: join(folder, 'gone') }))).toMatchObject({ outcome: 'failed', problem: 'folder-missing' });
    expect(readdirSync(folder)).not.toContain('gone');
    writeFileSync(join(folder, 'file'), '');
    expect(backedUp(testOrder(folder, { folder: join(folder, 'file') }))).toMatchObject({ outcome: 'failed', problem: 'folder-missing' });
  });

  it('creates no journal if there is none', () => {
    expect(backedUp(testOrder(folder, { journal: join(folder, 'other.db') }))).toMatchObject({ outcome: 'failed', problem: 'journal' });
    expect(readdirSync(folder)).not.toContain('other.db');
  });
});

describe('opening a backup', () => {
  const unpack = (file: string, passphrase = PASSPHRASE) => {
    const to = join(folder, 'out.db');
    rmSync(to, { force: true });
    return worker.unpack(file, passphrase, to);
  };

  it('fails with another passphrase', () => {
    expect(unpack(fileOf(), 'correct horse battery stable')).toMatchObject({ outcome: 'refused', problem: 'wrong-passphrase' });
  });

  it('fails if any byte differs or the end is missing', () => {
    const file = fileOf();
    const whole = readFileSync(file);
    const { offset } = readBackupHeader(file);
    for (const at of [0, 20, 30, offset - 200, offset - 2, offset, offset + 5_000, whole.length - 1]) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(file, bytes);
      expect(unpack(file), `byte ${String(at)}`).toMatchObject({
        outcome: 'refused',
        problem: expect.stringMatching(/^(damaged|no-backup|too-new)$/) as unknown,
      });
    }
    for (const length of [0, 10, offset - 1, offset, whole.length - 1]) {
      writeFileSync(file, whole.subarray(0, length));
      expect(unpack(file), `${String(length)} bytes`).toMatchObject({
        outcome: 'refused',
        problem: expect.stringMatching(/^(damaged|no-backup)$/) as unknown,
      });
    }
  });

  it('fails if its description was written for another journal', () => {
    const file = fileOf();
    const { header, offset } = readBackupHeader(file);
    const bytes = readFileSync(file);
    const forged = JSON.stringify(
      Object.fromEntries(Object.entries({ ...header, station: 'DESK-02' }).sort(([a], [b]) => (a < b ? -1 : 1))),
    );
    writeFileSync(file, Buffer.concat([Buffer.from(`card-desk-backup 1 ${hash(forged)}\n${forged}\n`), bytes.subarray(offset)]));
    expect(unpack(file)).toMatchObject({ outcome: 'refused', problem: 'wrong-passphrase' });
  });

  it.each([
    ['a file that is not a backup', 'holiday pictures', 'no-backup'],
    ['a file of a newer Card Desk', `card-desk-backup 2 ${'a'.repeat(64)}\n{}\n`, 'too-new'],
    ['an endless description', `card-desk-backup 1 ${'a'.repeat(64)}\n${'x'.repeat(20_000)}`, 'damaged'],
  ])('fails: %s', (_what, content, problem) => {
    const file = join(folder, 'file.cdb');
    writeFileSync(file, content);
    expect(unpack(file)).toMatchObject({ outcome: 'refused', problem });
  });

  it('fails if there is no file', () => {
    expect(unpack(join(folder, 'nothing.cdb'))).toMatchObject({ outcome: 'refused', problem: 'no-backup' });
  });
});

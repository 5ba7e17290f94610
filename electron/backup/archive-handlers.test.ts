import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import type { BackupReport } from '../../shared/backup.js';
import { OwnFileError, refuseOwnFile } from '../core/own-files.js';
import { testFolder } from '../core/test-folder.fixture.js';
import type { ArchiveOptions } from '../store/archive-journal.js';
import { archiveKey } from '../store/archive.fixture.js';
import { JournalError } from '../store/journal.js';
import { archiveHandlers, type ArchiveDeps } from './archive-handlers.js';

const now = '2026-01-10T08:00:00.000Z';
const head = 'a'.repeat(64);
const facts = { file: '/x.cda', entries: 4, bindings: 1, sha256: head, resumed: false, more: false, held: 0, swept: true };

let folder: string;
let orders: ArchiveOptions[];
beforeEach(() => {
  folder = testFolder('archive-handlers');
  orders = [];
  writeFileSync(join(folder, 'good.cdb'), '');
});

const goodBackup = { at: '2026-01-09T08:00:00.000Z', name: 'good.cdb', sizeBytes: 1, entries: 900, head, kept: 1 };
const report = (lastGood: typeof goodBackup | null): BackupReport => ({
  ...{ state: 'on', folder, running: false, lastGood, failure: null, nextAt: null, passphrase: 'file' },
});

function archive(change: Partial<ArchiveDeps> = {}) {
  return archiveHandlers({
    afterDays: 365,
    journal: {
      archive: (order) => {
        orders.push(order);
        return Promise.resolve({ outcome: 'archived', ...facts });
      },
      entries: (after) => Promise.resolve(after === 899 ? [{ seq: 900, body: '{}', previousHash: head, hash: head }] : []),
    },
    dialogs: { chooseFile: () => Promise.resolve('/x.cda') },
    isOpen: () => false,
    backup: () => report(goodBackup),
    passphrase: () => Promise.resolve(archiveKey),
    takenTo: [() => Promise.resolve(null)],
    isCaredFor: true,
    now: () => new Date(now),
    ...change,
  })['journal/archive']({});
}

it('archives what is older than the settings say and in the last good backup', async () => {
  expect(await archive()).toEqual({ ok: true, value: facts });
  expect(orders).toEqual([
    { file: '/x.cda', before: '2025-01-10T08:00:00.000Z', lastSeq: 900, isCaredFor: true, passphrase: archiveKey, now },
  ]);
});

it('archives nothing that the collector or the card stock has not received yet', async () => {
  await archive({ takenTo: [() => Promise.resolve(null), () => Promise.resolve(17)] });
  expect(orders).toMatchObject([{ lastSeq: 17 }]);
});

it.each<[string, () => Partial<ArchiveDeps>]>([
  ['off', () => ({ afterDays: undefined })],
  ['station-open', () => ({ isOpen: () => true })],
  ['no-passphrase', () => ({ passphrase: () => Promise.resolve(null) })],
  ['no-good-backup', () => ({ backup: () => ({ state: 'off' }) })],
  ['no-good-backup', () => ({ backup: () => report(null) })],
  ['no-good-backup', () => ({ backup: () => report({ ...goodBackup, at: '2026-01-02T08:00:00.000Z' }) })],
  ['no-good-backup', () => ({ backup: () => report({ ...goodBackup, at: '2026-01-11T08:00:00.000Z' }) })],
  ['no-good-backup', () => ({ backup: () => report({ ...goodBackup, head: 'b'.repeat(64) }) })],
  [
    'no-good-backup',
    () => {
      rmSync(join(folder, 'good.cdb'));
      return {};
    },
  ],
])('archives nothing, and says what to do: %s', async (problem, change) => {
  const answer = await archive(change());
  expect(answer).toMatchObject({ ok: false, error: { code: 'archive-failed', problem, detail: expect.stringMatching(/\.$/) as string } });
  expect(orders).toEqual([]);
});

it('archives nothing into a file of the station', async () => {
  const profile = join(folder, 'profile');
  mkdirSync(join(profile, 'journal'), { recursive: true });
  writeFileSync(join(profile, 'settings.json'), '{}');
  for (const name of ['settings.json', join('journal', 'new.cda')]) {
    const chooseFile = async (): Promise<string> => {
      await refuseOwnFile(join(profile, name), { profile, heads: join(folder, 'heads') });
      return join(profile, name);
    };
    await expect(archive({ dialogs: { chooseFile } })).rejects.toBeInstanceOf(OwnFileError);
  }
  expect(orders).toEqual([]);
});

it('reports what is wrong with the file or the journal', async () => {
  const journal = { entries: () => Promise.resolve([{ seq: 900, body: '{}', previousHash: head, hash: head }]) };
  const exists = () => Promise.resolve({ outcome: 'failed', problem: 'exists', detail: '/x.cda is there' } as const);
  expect(await archive({ journal: { ...journal, archive: exists } })).toMatchObject({
    error: { problem: 'exists', detail: expect.stringContaining('x.cda') as string },
  });
  const full = () => Promise.reject(new JournalError('unusable', 'disk full'));
  expect(await archive({ journal: { ...journal, archive: full } })).toMatchObject({
    error: { problem: 'journal', detail: expect.stringContaining('disk full') as string },
  });
});

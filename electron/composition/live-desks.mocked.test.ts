import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { binding } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { headFileName, headSeal, type DeskHead } from '../desks/head-file.js';
import type { Journal } from '../store/journal.js';
import { openJournal } from '../store/open-journal.js';
import { bundleStoreWorker } from '../store/worker-bundle.fixture.js';
import { holdByOwnHead } from './live-desks.js';

// Opening the journal asks Electron for the system's key store, which is not used here.
vi.mock('electron', () => ({ safeStorage: { isEncryptionAvailable: () => false } }));

const station = 'DESK-01';
const key = 'ab'.repeat(32);
let worker: Awaited<ReturnType<typeof bundleStoreWorker>>;
let share: string;
let journal: Journal;
beforeAll(async () => {
  worker = await bundleStoreWorker(`live-desks-${String(process.pid)}`);
});
afterAll(() => worker.remove());
beforeEach(async () => {
  const folder = testFolder('live-desks');
  share = join(folder, 'share');
  mkdirSync(share);
  journal = await openJournal(worker.script, { path: join(folder, 'journal.db'), key, context: { operator: 'desk', station } });
  await journal.note('opened', { version: '1.0.0', mode: 'live' });
});
afterEach(() => journal.close());

/** Compares the journal with its own head on the share, which names more entries. */
async function looked(): Promise<{ readonly warned: readonly string[]; readonly states: readonly string[] }> {
  const [first] = await journal.entries(0, 1);
  const head: DeskHead = {
    ...{ station, journal: first?.hash ?? '', entries: 900, head: 'f'.repeat(64), at: '2026-01-05T08:00:00.000Z' },
    ...{ contradiction: null, seen: [] },
    health: { program: '1.0.0', readers: 1, cardService: 'up', server: 'up', unsettled: 0, backup: 'on', lastBackupAt: null },
  };
  writeFileSync(join(share, headFileName(head)), headSeal(key).seal(head));
  const warnings = await holdByOwnHead({ folder: share }, { journal, warnings: [], key, station });
  return { warned: warnings.map(({ code }) => code), states: (await journal.unsettled()).map(({ state }) => state.state) };
}

it('unfinished bindings need attention if the journal lacks entries that its own head names', async () => {
  await journal.intend(binding(1));
  expect(await looked()).toEqual({ warned: ['journal-put-back'], states: ['uncertain'] });
});

it('the start does not wait for the share if nothing is unfinished', async () => {
  expect(await looked()).toEqual({ warned: [], states: [] });
});

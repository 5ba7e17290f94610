import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { binding, errors } from '../bindings/bindings.fixture.js';
import type { Journal } from '../store/journal.js';
import { openJournal } from '../store/open-journal.js';
import { bundleStoreWorker } from '../store/worker-bundle.fixture.js';
import { locateLiveJournal, openStationJournal } from './start-journal.js';
import { StartError } from '../core/start-error.js';

// A computer without a key store: the key is plain in its file.
vi.mock('electron', () => ({ safeStorage: { isEncryptionAvailable: () => false } }));

const context = { operator: 'desk', station: 'DESK-01' };
let worker: Awaited<ReturnType<typeof bundleStoreWorker>>;
/** A profile whose station ran once, and queued a binding; and the head of its journal. */
let sample: string;
let folder: string;
let profile: string;
beforeAll(async () => {
  worker = await bundleStoreWorker(`start-journal-${String(process.pid)}`);
  sample = await mkdtemp(join(tmpdir(), 'start-journal-sample-'));
  vi.stubEnv('XDG_STATE_HOME', join(sample, 'state'));
  profile = join(sample, 'profile');
  await mkdir(profile);
  await run((journal) => journal.intend(queued));
  await rename(await headFile(), join(sample, 'head'));
  vi.unstubAllEnvs();
});
afterAll(async () => {
  await worker.remove();
  await rm(sample, { recursive: true, maxRetries: 5 });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-journal-'));
  profile = join(folder, 'profile');
  await mkdir(profile);
  vi.stubEnv('XDG_STATE_HOME', join(folder, 'state'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, maxRetries: 5 });
});

/** Opens the journal as a station does at its start. */
async function start(): Promise<Awaited<ReturnType<typeof openStationJournal>>> {
  const files = await locateLiveJournal(profile);
  return openStationJournal(files, () => openJournal(worker.script, { ...files, context }));
}

/** One run of a station. @returns its warnings, and the entries' events then */
async function run(
  work: (journal: Journal) => Promise<unknown> = () => Promise.resolve(),
): Promise<{ readonly warned: readonly string[]; readonly events: readonly string[] }> {
  const { journal, warnings } = await start();
  await work(journal);
  const entries = await journal.entries(0, 100);
  await journal.close();
  return { warned: warnings.map(({ code }) => code), events: entries.map(({ body }) => (JSON.parse(body) as { event: string }).event) };
}

const headFile = async (): Promise<string> => (await locateLiveJournal(profile)).headFile;

/** Puts what one run leaves that queued a binding. */
async function ranBefore(): Promise<void> {
  await cp(join(sample, 'profile'), profile, { recursive: true });
  const head = await headFile();
  await mkdir(dirname(head), { recursive: true });
  await cp(join(sample, 'head'), head);
}

const journalFile = (name: string): string => join(profile, 'journal', name);
const queued = {
  ...binding(1),
  state: { state: 'waiting', attempt: 0, nextTryAt: '2026-01-05T08:00:00.000Z', mayHaveReached: false, error: errors.unreached, checks: 0 },
} as const;
const withdraw = (journal: Journal): Promise<unknown> =>
  journal.record({ bindingId: queued.bindingId, event: 'withdrawn', from: queued.state, state: { state: 'withdrawn', reason: 'r' } });

describe('the journal key', () => {
  it.each<[string, RegExp, () => Promise<void>]>([
    ['is missing', /The journal key is missing/, () => rm(journalFile('journal.key'))],
    ['is empty', /The journal key cannot be read/, () => writeFile(journalFile('journal.key'), '')],
    [
      'belongs to another journal',
      /The journal key does not belong to this journal/,
      () =>
        writeFile(
          journalFile('journal.key'),
          JSON.stringify({ version: 1, protection: 'file', data: Buffer.from('ab'.repeat(32)).toString('base64') }),
        ),
    ],
  ])('that %s is a start error that names it and the backups, and changes nothing', async (_what, words, change) => {
    await ranBefore();
    const key = await readFile(journalFile('journal.key'));
    await change();
    const before = await readdir(join(profile, 'journal'));
    for (let tries = 0; tries < 2; tries += 1) {
      const error: unknown = await run().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(StartError);
      expect(error).toMatchObject({ message: expect.stringMatching(words) as unknown });
      expect(error).toMatchObject({ message: expect.stringContaining(journalFile('journal.key')) as unknown });
      expect(error).toMatchObject({ message: expect.stringContaining('backup.folder') as unknown });
    }
    expect(await readdir(join(profile, 'journal'))).toEqual(before);
    // After it is put back, everything is there and continues.
    await writeFile(journalFile('journal.key'), key);
    await run(async (journal) => {
      expect(await journal.unsettled()).toEqual([queued]);
    });
  });

  it('that may belong to another journal never causes an unreadable journal to be renamed', async () => {
    await run();
    await rm(join(folder, 'state'), { recursive: true });
    await writeFile(journalFile('journal.db'), 'This was a journal. '.repeat(500));
    await expect(run()).rejects.toThrow(/It is damaged, or its key belongs to another journal/);
    expect((await readdir(join(profile, 'journal'))).filter((name) => name.includes('damaged'))).toEqual([]);
  });
});

describe('a journal', () => {
  it('that did not change while the station was closed opens without a warning, even after a kill', async () => {
    await ranBefore();
    // Written by a worker that was not closed properly: the head may lag.
    const { journal } = await start();
    await withdraw(journal);
    await journal.close();
    expect(await run()).toEqual({ warned: [], events: ['intended', 'withdrawn'] });
  });

  it('that is damaged is renamed, with its key, and the new one raises no alarm', async () => {
    await ranBefore();
    for (const name of await readdir(join(profile, 'journal'))) if (name.endsWith('-wal')) await rm(journalFile(name));
    await writeFile(journalFile('journal.db'), 'This was a journal. '.repeat(500));
    expect(await run()).toEqual({ warned: ['journal-set-aside'], events: ['journal-set-aside'] });
    expect(await run()).toEqual({ warned: [], events: ['journal-set-aside'] });
  });

  const copies: readonly [string, () => string, () => string][] = [
    ['of its file', () => journalFile('journal.db'), () => journalFile('journal.db')],
    ['of its folder', () => join(profile, 'journal'), () => join(profile, 'journal')],
    ['of the whole profile', () => profile, () => profile],
  ];
  it.each(copies)('that is restored from a copy %s sends nothing that was withdrawn since', async (_what, from, to) => {
    await ranBefore();
    const copy = join(folder, 'copy');
    await cp(from(), copy, { recursive: true });
    await run(withdraw);
    await rm(to(), { recursive: true });
    for (const suffix of ['-wal', '-shm']) await rm(`${journalFile('journal.db')}${suffix}`, { force: true });
    await cp(copy, to(), { recursive: true });
    const { warned, events } = await run(async (journal) => {
      expect(await journal.find(queued.bindingId)).toMatchObject({ state: { state: 'uncertain', restored: true } });
    });
    expect(warned).toEqual(['journal-put-back']);
    expect(events).toEqual(['intended', 'journal-put-back', 'restored']);
    expect((await run()).warned).toEqual([]);
  });

  it('that comes from elsewhere, without its head, needs attention too', async () => {
    await ranBefore();
    await rm(join(folder, 'state'), { recursive: true });
    expect((await run()).events).toEqual(['intended', 'journal-put-back', 'restored']);
  });

  it('whose marking for attention was interrupted is marked at the next start', async () => {
    await run(async (journal) => {
      await journal.intend(queued);
      await journal.intend({ ...binding(2), state: queued.state });
    });
    const copy = join(folder, 'copy');
    await cp(profile, copy, { recursive: true });
    await run(withdraw);
    await rm(profile, { recursive: true });
    await cp(copy, profile, { recursive: true });
    // Killed after its first entry.
    const files = await locateLiveJournal(profile);
    const half = await openJournal(worker.script, { ...files, context });
    await half.note('journal-put-back', { known: 3, found: 2 });
    await half.close();
    const { warned } = await run(async (journal) => {
      expect((await journal.unsettled()).map(({ state }) => state)).toMatchObject([{ restored: true }, { restored: true }]);
    });
    expect(warned).toEqual(['journal-put-back']);
  });

  it('that is gone completely is recreated with a warning', async () => {
    await ranBefore();
    await rm(join(profile, 'journal'), { recursive: true });
    expect(await run()).toEqual({ warned: ['journal-put-back'], events: ['journal-put-back'] });
  });
});

describe('the journal head', () => {
  it('that cannot be read is a start error that names it, and the journal is unchanged', async () => {
    await ranBefore();
    const file = await headFile();
    const before = await readFile(journalFile('journal.db'));
    await rename(file, `${file}.kept`);
    await mkdir(file);
    const error: unknown = await run().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StartError);
    for (const part of ['cannot be read', file, 'bindings are kept', 'nothing was sent', 'start Card Desk again'])
      expect(String(error)).toContain(part);
    expect(await readFile(journalFile('journal.db'))).toEqual(before);
    await rmdir(file);
    await rename(`${file}.kept`, file);
    // Nothing needs attention: it is the journal as it was left.
    expect(await run()).toEqual({ warned: [], events: ['intended'] });
  });

  it('that cannot be written for the first time is a start error too, and the journal is closed', async () => {
    const file = await headFile();
    await mkdir(dirname(dirname(file)), { recursive: true });
    await symlink(join(folder, 'nowhere', 'deeper'), dirname(file), 'junction');
    const error: unknown = await run().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StartError);
    expect(String(error)).toContain('cannot be written');
    expect(String(error)).toContain(file);
    await rm(dirname(file));
    expect(await run()).toEqual({ warned: [], events: [] });
  });

  it('that was moved away because it was lost lets the journal open, and unfinished bindings need attention', async () => {
    await ranBefore();
    const file = await headFile();
    await rename(file, `${file}.lost`);
    expect((await run()).events).toEqual(['intended', 'journal-put-back', 'restored']);
  });
});

it('a journal folder that cannot be created is a start error that names it', async () => {
  await writeFile(join(profile, 'journal'), '');
  const error: unknown = await run().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StartError);
  expect(String(error)).toContain(join(profile, 'journal'));
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { binding } from '../bindings/bindings.fixture.js';
import { JournalError, type Journal } from './journal.js';
import { openJournal } from './open-journal.js';
import { openJournalOrReplace } from './open-or-replace.js';
import { bundleStoreWorker } from './worker-bundle.fixture.js';

const context = { operator: 'desk', station: 'DESK-01' };
let worker: Awaited<ReturnType<typeof bundleStoreWorker>>;
let folder: string;
let path: string;

beforeAll(async () => {
  worker = await bundleStoreWorker('open-journal-test');
});
afterAll(() => worker.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-journal-'));
  path = join(folder, 'journal.db');
});
afterEach(() => rm(folder, { recursive: true }));

const open = (key: string | null = 'k'.repeat(32)): Promise<Journal> => openJournal(worker.script, { path, key, context });

it('the journal works from its own thread, across a restart', async () => {
  const first = await open();
  expect(await first.intend(binding(1))).toEqual({ outcome: 'written', binding: binding(1) });
  expect(await first.claimOf({ requestId: binding(1).request.requestId })).toEqual(binding(1));
  await expect(
    first.record({
      bindingId: binding(2).bindingId,
      event: 'submitting',
      from: { state: 'intended' },
      state: { state: 'submitting', attempt: 1 },
    }),
  ).rejects.toThrow(JournalError);
  await expect(open()).rejects.toThrow(/in use by another Card Desk/);
  await first.close();
  await expect(first.unsettled()).rejects.toThrow(JournalError);

  const second = await open();
  expect(await second.unsettled()).toEqual([binding(1)]);
  expect(await second.entries(0, 10)).toHaveLength(1);
  await second.close();
});

it('concurrent calls run in order, each with its own answer, and are there after a restart', async () => {
  const first = await open();
  const missing = {
    bindingId: binding(99).bindingId,
    event: 'submitting',
    from: { state: 'intended' },
    state: { state: 'submitting', attempt: 1 },
  } as const;
  const outcomes = await Promise.allSettled([
    ...[1, 2, 3].map((n) => first.intend(binding(n))),
    first.record(missing),
    first.intend(binding(1)),
    first.newest(10),
    first.intend(binding(4)),
    first.close(),
  ]);
  const short = outcomes.map((outcome) => (outcome.status === 'rejected' ? 'rejected' : outcome.value));
  expect(short.slice(0, 5)).toEqual([
    ...[1, 2, 3].map((n) => ({ outcome: 'written', binding: binding(n) })),
    'rejected',
    { outcome: 'request-claimed', by: binding(1) },
  ]);
  expect(short[5]).toEqual([3, 2, 1].map((n) => binding(n)));
  const second = await open();
  expect(await second.unsettled()).toEqual([1, 2, 3, 4].map((n) => binding(n)));
  await second.close();
});

it('a damaged journal is kept under another name, which the new one records', async () => {
  const damage = 'This was a journal. '.repeat(500);
  await writeFile(path, damage);
  const { journal, setAside } = await openJournalOrReplace(path, open, 'then');
  expect(setAside?.file).toBe(`${path}.damaged-then`);
  expect(await readFile(`${path}.damaged-then`, 'utf8')).toBe(damage);
  const [first] = await journal.entries(0, 10);
  expect(JSON.parse(first?.body ?? '')).toMatchObject({
    event: 'journal-set-aside',
    facts: { file: 'journal.db.damaged-then' },
  });
  await journal.close();
});

it('a journal that is in use, too new or inaccessible is left unchanged', async () => {
  const journal = await open();
  await expect(openJournalOrReplace(path, open, 'then')).rejects.toThrow(expect.objectContaining({ problem: 'in-use' }));
  await journal.close();
  path = join(folder, 'no', 'such', 'folder.db');
  await expect(openJournalOrReplace(path, open, 'then')).rejects.toThrow(expect.objectContaining({ problem: 'unusable' }));
  expect((await readdir(folder)).filter((name) => name.includes('damaged'))).toEqual([]);
});

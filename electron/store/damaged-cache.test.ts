import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { binding, guid } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { changeStore } from './changed-store.fixture.js';
import { JournalError } from './journal.js';
import { openPeopleCache, type CachedPerson, type PeopleCache } from './people-cache.js';
import { openRequestCache, type RequestCache } from './request-cache.js';
import { bundleStoreWorker } from './worker-bundle.fixture.js';

const at = '2026-01-05T08:00:00.000Z';
let worker: Awaited<ReturnType<typeof bundleStoreWorker>>;
let folder: string;
let path: string;
beforeAll(async () => {
  worker = await bundleStoreWorker(`damaged-cache-${String(process.pid)}`);
});
afterAll(() => worker.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'damaged-cache-'));
  path = join(folder, 'cache.db');
});
afterEach(() => rm(folder, { recursive: true }));

/** Changes the content of a closed cache. */
const spoil = (sql: string): Promise<void> => changeStore(path, null, sql);

/** Overwrites a closed cache after its first page. */
const spoilFile = async (): Promise<void> => writeFile(path, (await readFile(path)).fill(0x55, 4_096));

describe('the cache of requests', () => {
  const request = (n: number): { view: ReturnType<typeof binding>['request']; status: number } => ({ view: binding(n).request, status: 3 });
  const open = (file = path): Promise<RequestCache> => openRequestCache(worker.script, { path: file, key: null });
  /** A cache of 100 requests, which tests copy and damage. */
  const filled = join(testFolder('damaged-requests'), 'cache.db');
  beforeAll(async () => {
    const cache = await open(filled);
    await cache.save({ put: Array.from({ length: 100 }, (_, n) => request(n + 1)), removed: [], fetchedAt: at });
    await cache.close();
  });

  it.each<[what: string, spoilt: () => void | Promise<void>]>([
    [
      'it has a request of another form',
      () => spoil(`UPDATE requests SET view = json_set(view, '$.form', 2) WHERE request_id = '${request(2).view.requestId}'`),
    ],
    ['it has a request that is not JSON', () => spoil(`UPDATE requests SET view = '{' WHERE request_id = '${request(2).view.requestId}'`)],
    [
      'it has a date beyond the year 9999',
      () => spoil("UPDATE requests SET view = json_set(view, '$.submittedAt', '+010000-01-01T00:59:59.000Z')"),
    ],
    ['it has an invalid time', () => spoil("UPDATE fetched SET fetched_at = 'yesterday'")],
    ['its file is damaged after the first page', spoilFile],
  ])('is deleted and recreated if %s', async (_what, spoilt) => {
    await copyFile(filled, path);
    await spoilt();
    const second = await open();
    await expect(second.page('', 10)).rejects.toThrow(JournalError);
    expect(await second.page('', 10)).toBeNull();
    await second.save({ put: [request(3)], removed: [], fetchedAt: at });
    expect(await second.page('', 10)).toEqual({ requests: [request(3)], fetchedAt: at });
    await second.close();
    const third = await open();
    expect(await third.page('', 10)).toEqual({ requests: [request(3)], fetchedAt: at });
    await third.close();
  });

  it('is emptied if a change cannot be written', async () => {
    const cache = await open();
    await cache.save({ put: [request(1)], removed: [], fetchedAt: at });
    await spoil("CREATE TRIGGER no_room BEFORE INSERT ON requests BEGIN SELECT RAISE(ABORT, 'full'); END");
    await expect(cache.save({ put: [request(2)], removed: [], fetchedAt: at })).rejects.toThrow('full');
    await cache.save({ put: [request(3)], removed: [], fetchedAt: at });
    expect(await cache.page('', 10)).toBeNull();
    await cache.close();
  });
});

describe('the cache of people', () => {
  const cached = (n: number, learnedAt: number): CachedPerson => ({
    person: { state: 'resolved', userId: guid(n), name: `Noor van der Velden ${String(n)}`, account: '', department: '', employeeId: '' },
    at: learnedAt,
  });
  const open = (file = path): Promise<PeopleCache> => openPeopleCache(worker.script, { path: file, key: null, forgetBefore: 0 });
  /** A cache of 100 people, which tests copy and damage. */
  const filled = join(testFolder('damaged-people'), 'cache.db');
  beforeAll(async () => {
    const cache = await open(filled);
    await cache.save({ put: Array.from({ length: 100 }, (_, n) => cached(n + 1, 1_000)), removed: [] });
    await cache.close();
  });

  it.each<[what: string, spoilt: () => void | Promise<void>]>([
    ['it has a person of another form', () => spoil('UPDATE people SET person = \'{"name":1}\'')],
    ['it has a person that is not JSON', () => spoil("UPDATE people SET person = '{'")],
    ['its file is damaged after the first page', spoilFile],
  ])('is deleted and recreated if %s', async (_what, spoilt) => {
    await copyFile(filled, path);
    await spoilt();
    let second = await open();
    // Every start first deletes old people, and recreates the cache if it cannot.
    if ((await second.page('', 10).catch((error: unknown) => error)) instanceof JournalError) {
      expect(await second.page('', 10)).toEqual([]);
    }
    await second.save({ put: [cached(2, 2_000)], removed: [] });
    await second.close();
    second = await open();
    expect(await second.page('', 10)).toEqual([cached(2, 2_000)]);
    await second.close();
  });
});

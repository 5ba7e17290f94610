import { renameSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { binding, guid } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { backUpInWorker, openBackupStore } from './backup.js';
import { KEY as BACKUP_KEY, testOrder } from './backup.fixture.js';
import { openJournal } from './open-journal.js';
import { openOrReplace, openJournalOrReplace } from './open-or-replace.js';
import { openPeopleCache } from './people-cache.js';
import { openPreparedStore } from './prepared-store.js';
import { openRequestCache } from './request-cache.js';
import { makeOtherVersion } from './changed-store.fixture.js';
import { openStock } from './stock.js';
import { bundleStoreWorker } from './worker-bundle.fixture.js';

const at = '2026-01-05T08:00:00.000Z';
const KEY = 'a'.repeat(64);

let worker: Awaited<ReturnType<typeof bundleStoreWorker>>;
let folder: string;
beforeAll(async () => {
  worker = await bundleStoreWorker(`open-stores-${String(process.pid)}`);
});
afterAll(() => worker.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-stores-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Opened {
  /** Returns whether the data that {@link Kind.open} wrote is there. */
  readonly isFilled: boolean;
  close(): Promise<void>;
}

interface Kind {
  readonly name: string;
  /** What happens to an unreadable store. */
  readonly fate: 'set aside' | 'removed';
  /** Opens the store at a path, and writes something to it if it is empty. */
  readonly open: (path: string, key: string) => Promise<Opened>;
}

const context = { operator: 'desk', station: 'DESK-01' };
const kinds: readonly Kind[] = [
  {
    name: 'the journal',
    fate: 'set aside',
    open: async (path, key) => {
      const { journal } = await openJournalOrReplace(path, () => openJournal(worker.script, { path, key, context }), 'then');
      const isFilled = (await journal.newest(1)).length > 0;
      if (!isFilled) await journal.intend(binding(1));
      return { isFilled, close: () => journal.close() };
    },
  },
  {
    name: 'the prepared cards',
    fate: 'set aside',
    open: async (path, key) => {
      const store = await openPreparedStore(worker.script, { path, key });
      const isFilled = (await store.files()).length > 0;
      if (!isFilled) await store.replace({ name: 'a.csv', origin: 'folder', takenAt: at, digest: 'd', isRemoved: false });
      return { isFilled, close: () => store.close() };
    },
  },
  {
    name: 'the stock',
    fate: 'set aside',
    open: async (path, key) => {
      const { store } = await openOrReplace(path, () => openStock(worker.script, { path, key }), 'then');
      const isFilled = (await store.counts())['in-stock'] > 0;
      if (!isFilled) {
        await store.stage([{ key: 'k', raw: null, serial: '1', serialKey: '1', box: '', location: '', status: 'in-stock' }]);
        await store.commit(at);
      }
      return { isFilled, close: () => store.close() };
    },
  },
  {
    name: 'the cache of requests',
    fate: 'removed',
    open: async (path, key) => {
      const cache = await openRequestCache(worker.script, { path, key });
      const isFilled = (await cache.page('', 1)) !== null;
      if (!isFilled) await cache.save({ put: [{ view: binding(1).request, status: 3 }], removed: [], fetchedAt: at });
      return { isFilled, close: () => cache.close() };
    },
  },
  {
    name: 'the cache of people',
    fate: 'removed',
    open: async (path, key) => {
      const cache = await openPeopleCache(worker.script, { path, key, forgetBefore: 0 });
      const isFilled = (await cache.page('', 1)).length > 0;
      const person = { state: 'resolved', userId: guid(1), name: 'Noor', account: '', department: '', employeeId: '' } as const;
      if (!isFilled) await cache.save({ put: [{ person, at: 1_000 }], removed: [] });
      return { isFilled, close: () => cache.close() };
    },
  },
];

const path = (): string => join(folder, 'store.db');
const setAside = async (): Promise<string[]> => (await readdir(folder)).filter((name) => /^store\.db\.damaged-[^.]*$/.test(name));

/** Makes the stores that tests then damage: each is filled once, and copied. */
const filled = new Map<string, string>();
beforeAll(async () => {
  const samples = testFolder('open-stores-filled');
  for (const { name, open } of kinds) {
    const file = join(samples, `${name}.db`);
    await (await open(file, KEY)).close();
    filled.set(name, file);
  }
});
const putFilled = async (name: string): Promise<void> => copyFile(filled.get(name) ?? '', path());

describe.each(kinds)('$name', ({ name, fate, open }) => {
  it('is there after a restart, and its files are closed with it', async () => {
    const first = await open(path(), KEY);
    expect(first.isFilled).toBe(false);
    await first.close();
    // The library would otherwise still write to it: the log was merged into the file.
    expect((await readdir(folder)).filter((name) => name.endsWith('-wal'))).toEqual([]);
    const second = await open(path(), KEY);
    expect(second.isFilled).toBe(true);
    await second.close();
  });

  it(`is ${fate} if it is damaged, and recreated`, async () => {
    await putFilled(name);
    await writeFile(path(), 'This was a store. '.repeat(500));
    const reopened = await open(path(), KEY);
    expect(reopened.isFilled).toBe(false);
    await reopened.close();
    expect(await setAside()).toHaveLength(fate === 'set aside' ? 1 : 0);
    const again = await open(path(), KEY);
    expect(again.isFilled).toBe(true);
    await again.close();
  });

  it(`is ${fate} if it has another key`, async () => {
    await putFilled(name);
    const other = await open(path(), 'b'.repeat(64));
    expect(other.isFilled).toBe(false);
    await other.close();
    expect(await setAside()).toHaveLength(fate === 'set aside' ? 1 : 0);
  });
});

describe.each(kinds.filter(({ fate }) => fate === 'set aside'))('$name', ({ name, open }) => {
  it('is kept under another name if it is damaged after its first page', async () => {
    await putFilled(name);
    await writeFile(path(), (await readFile(path())).fill(0x61, 4_200));
    const reopened = await open(path(), KEY);
    expect(reopened.isFilled).toBe(false);
    await reopened.close();
    expect(await setAside()).toHaveLength(1);
  });
});

// The journal, because most of its file is read before it is refused; the thread is the same for every store.
describe('a store that cannot be opened', () => {
  it.each([
    ['with another key', () => Promise.resolve()],
    ['damaged after its first page', async () => writeFile(path(), (await readFile(path())).fill(0x61, 4_200))],
    ['of another version', () => makeOtherVersion(path(), KEY)],
  ])('has closed its files when %s is reported, so that no second attempt is needed to rename it', async (how, spoil) => {
    const key = how === 'with another key' ? 'b'.repeat(64) : KEY;
    await putFilled('the journal');
    await spoil();
    await expect(openJournal(worker.script, { path: path(), key, context })).rejects.toThrow();
    renameSync(path(), `${path()}.moved`);
    expect(await readdir(folder)).toContain('store.db.moved');
  });

  it('has also closed its files if it was opened and closed', async () => {
    const store = await openBackupStore(worker.script);
    const journal = await openJournal(worker.script, { path: path(), key: KEY, context });
    await journal.intend(binding(1));
    await store.check(path(), KEY);
    await Promise.all([store.close(), journal.close()]);
    renameSync(path(), `${path()}.moved`);
    expect(await readdir(folder)).toContain('store.db.moved');
  });
});

describe.each(kinds.filter(({ fate }) => fate === 'removed'))('$name', ({ name, open }) => {
  it('is recreated if it has another version', async () => {
    await putFilled(name);
    await makeOtherVersion(path(), KEY);
    const reopened = await open(path(), KEY);
    expect(reopened.isFilled).toBe(false);
    await reopened.close();
  });
});

it('a backup leaves no copy of the journal beside it', async () => {
  const journal = await openJournal(worker.script, { path: join(folder, 'journal.db'), key: BACKUP_KEY, context });
  await journal.intend(binding(1));
  for (const now of ['2026-01-05T09:00:00.000Z', '2026-01-05T10:00:00.000Z']) {
    const order = testOrder(folder, { now });
    expect(await backUpInWorker(worker.script, order)).toMatchObject({ outcome: 'made' });
    expect(await readdir(folder)).not.toContain('work');
  }
  await journal.close();
});

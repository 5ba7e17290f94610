import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleScript } from '../core/bundle.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { bundleStoreWorker } from './worker-bundle.fixture.js';

/** The library's code for an open connection (SQLITE_STATE_OPEN). */
const OPEN = 0x76;

/**
 * Runs a script in which freed memory looks like an open connection, so that closing one twice always crashes the process.
 * Otherwise that happens once in many days.
 */
function ran(script: string): { readonly output: string; readonly signal: NodeJS.Signals | null } {
  const { stdout, stderr, signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: process.cwd(),
    encoding: 'utf8',
    env: { ...process.env, GLIBC_TUNABLES: `glibc.malloc.tcache_count=0:glibc.malloc.perturb=${String(OPEN)}` },
  });
  return { output: stdout.trim() + stderr.trim(), signal };
}

const folder = testFolder('closing');
let worker: Awaited<ReturnType<typeof bundleStoreWorker>>;
let database: Awaited<ReturnType<typeof bundleScript>>;
beforeAll(async () => {
  worker = await bundleStoreWorker(`closing-${String(process.pid)}`);
  database = await bundleScript(join(import.meta.dirname, 'database.ts'), 'closing-database');
});
afterAll(async () => {
  await worker.remove();
  await database.remove();
});

describe.skipIf(process.platform !== 'linux')('a database connection', () => {
  const inFolder = (name: string): string => JSON.stringify(join(folder, name));

  it('of the plain library is closed twice (if this fails, database.ts no longer needs its own close)', () => {
    const { signal } = ran(
      `import Database from 'libsql'; const db = new Database(${inFolder('own.db')}); db.exec('BEGIN; ROLLBACK'); db.close();`,
    );
    expect(signal).toBe('SIGSEGV');
  });

  it('is closed once: explicitly, after a failed step, and for a damaged file', () => {
    const script = `
      import { writeFileSync } from 'node:fs';
      import { opened, openDatabase } from ${JSON.stringify(pathToFileURL(database.script).href)};
      const db = openDatabase(${inFolder('a.db')}, null);
      db.exec('BEGIN; ROLLBACK');
      db.close();
      db.close();
      const refused = (step) => { try { step(); } catch { console.log('refused'); } };
      refused(() => opened(${inFolder('b.db')}, null, () => { throw new Error('no'); }));
      writeFileSync(${inFolder('c.db')}, 'This was a store. '.repeat(500));
      refused(() => opened(${inFolder('c.db')}, 'a'.repeat(64), (damaged) => damaged.exec('PRAGMA user_version')));
    `;
    expect(ran(script)).toEqual({ output: 'refused\nrefused', signal: null });
  });

  it('of any store is closed once, by the store and at the end of its thread, even if damaged or in use', () => {
    const script = `
      import { writeFileSync } from 'node:fs';
      import { Worker } from 'node:worker_threads';
      const key = 'a'.repeat(64);
      const context = { operator: 'desk', station: 'DESK-01' };
      const next = (thread) => new Promise((resolve) => thread.once('message', resolve));
      /** Opens a store and closes it, as the main process does: what the thread answered. */
      const used = async (order, meanwhile = async () => {}) => {
        const thread = new Worker(${JSON.stringify(worker.script)}, { execArgv: [] });
        thread.postMessage(order);
        const { type } = await next(thread);
        await meanwhile();
        if (type === 'opened') {
          thread.postMessage({ id: 1, method: 'close', args: [] });
          await next(thread);
        }
        await thread.terminate();
        return type;
      };
      for (const store of ['journal', 'prepared', 'stock', 'requests', 'people', 'report']) {
        const order = { store, path: ${inFolder('')} + store, key, context, forgetBefore: 0 };
        const said = [await used(order)];
        if (store === 'journal') await used(order, async () => said.push(await used(order)));
        writeFileSync(order.path, 'This was a store. '.repeat(500));
        console.log(store, ...said, await used(order));
      }
    `;
    expect(ran(script)).toEqual({
      output: [
        'journal opened not-opened not-opened',
        ...['prepared', 'stock', 'requests', 'people'].map((store) => `${store} opened not-opened`),
        // The library reads nothing from the file until a page is requested.
        'report opened opened',
      ].join('\n'),
      signal: null,
    });
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { broadcastShutdown } from '../core/exit-deadline.js';
import { readHead } from './journal-head.js';
import { openJournal } from './open-journal.js';
import { bundleStoreWorker } from './worker-bundle.fixture.js';

const context = { operator: 'desk', station: 'DESK-01' };
let worker: Awaited<ReturnType<typeof bundleStoreWorker>>;
let folder: string;
beforeAll(async () => {
  worker = await bundleStoreWorker(`shutdown-${String(process.pid)}`);
  folder = await mkdtemp(join(tmpdir(), 'shutdown-'));
});
afterAll(async () => {
  await worker.remove();
  await rm(folder, { recursive: true, maxRetries: 5 });
});

it('a process whose main thread hangs is killed at its deadline, after the journal was written and closed', async () => {
  const program = join(folder, 'program.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'shutdown.fixture.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['libsql'],
  });
  const [path, headFile] = [join(folder, 'hanging.db'), join(folder, 'hanging.head')];
  const child = spawn(process.execPath, [program, worker.script, path, headFile], { stdio: 'inherit' });
  // Without the deadline the process would never end.
  await once(child, 'exit');
  // The write-ahead log is empty, and the journal is not open.
  expect(existsSync(`${path}-wal`)).toBe(false);
  const journal = await openJournal(worker.script, { path, key: null, headFile, context });
  const entries = await journal.entries(0, 10);
  expect(entries).toHaveLength(1);
  expect(readHead(headFile)).toMatchObject({ entries: 1, head: entries[0]?.hash });
  expect(await journal.compareHead()).toEqual({ standing: 'current' });
  await journal.close();
});

it('a store closes on shutdown while its thread responds, and later calls fail', async () => {
  const path = join(folder, 'journal.db');
  const journal = await openJournal(worker.script, { path, key: null, context });
  await journal.note('opened', { version: '1', mode: 'live' });
  broadcastShutdown();
  await expect.poll(() => existsSync(`${path}-wal`), { timeout: 20_000 }).toBe(false);
  await expect(journal.note('opened', { version: '1', mode: 'live' })).rejects.toThrow('The store worker has ended');
});

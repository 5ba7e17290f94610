import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { binding, guid } from '../bindings/bindings.fixture.js';
import { openBackupStore } from './backup.js';
import { KEY, openTestJournal, PASSPHRASE, testOrder } from './backup.fixture.js';
import { BackupWorker } from './backup-worker.js';
import { fillJournal } from './big-journal.fixture.js';
import { checkCopy } from './check-copy.js';
import { makeBackup } from './make-backup.js';
import { openJournal } from './open-journal.js';
import { bundleStoreWorker } from './worker-bundle.fixture.js';

/** Makes one backup. */
const program = join(process.cwd(), 'node_modules', '.cache', `backing-up-${String(process.pid)}.cjs`);

let worker: Awaited<ReturnType<typeof bundleStoreWorker>>;
let folder: string;
/** Registers what the backup tests need: the programs, and a folder for each test. */
export function backupTests(): { readonly folder: () => string } {
  beforeAll(async () => {
    worker = await bundleStoreWorker(`backup-${String(process.pid)}`);
    const entryPoints = [join(import.meta.dirname, 'backing-up.fixture.ts')];
    await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'cjs', external: ['libsql'] });
  });
  afterAll(async () => {
    await worker.remove();
    rmSync(program);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'backup-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, maxRetries: 5 });
  });
  return { folder: () => folder };
}

/** A closed journal with this many entries. */
export function journalOf(entries: number): void {
  openTestJournal(folder).close();
  fillJournal(
    join(folder, 'journal.db'),
    KEY,
    Array.from({ length: Math.ceil(entries / 3) }, (_, n) => ({ n: n + 1, at: '2026-01-05T06:00:00.000Z' })),
  );
}

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

/** Makes a backup of this many entries while bindings continue: it is consistent, and no confirmation waits for it. */
export async function backUpWhileBinding(entries: number): Promise<void> {
  journalOf(entries);
  const journal = await openJournal(worker.script, {
    path: join(folder, 'journal.db'),
    key: KEY,
    context: { operator: 'desk', station: 'DESK-01' },
  });
  let n = 100_000;
  /** Binds cards one after the other until stopped. @returns the duration of each intent, ms */
  const bindWhile = async (goOn: () => boolean): Promise<number[]> => {
    const times: number[] = [];
    while (goOn()) {
      n += 1;
      const began = performance.now();
      await journal.intend(binding(n));
      times.push(performance.now() - began);
      await journal.record({
        bindingId: guid(n),
        event: 'submitting',
        from: { state: 'intended' },
        state: { state: 'submitting', attempt: 1 },
      });
      await journal.record({
        bindingId: guid(n),
        event: 'answered',
        from: { state: 'submitting', attempt: 1 },
        state: { state: 'bound', status: 204, smartcardUri: null },
      });
    }
    return times;
  };
  let left = 100;
  const alone = await bindWhile(() => (left -= 1) >= 0);

  const store = await openBackupStore(worker.script);
  const began = performance.now();
  const before = await journal.health();
  let isDone = false;
  const making = store.make(testOrder(folder)).finally(() => {
    isDone = true;
  });
  const during = await bindWhile(() => !isDone);
  const outcome = await making;
  const tookMs = performance.now() - began;
  await store.close();
  if (outcome.outcome === 'failed') throw new Error(`${outcome.problem}: ${outcome.detail}`);
  const after = await journal.health();
  process.stdout.write(
    `backup of ${String(outcome.entries)} entries, ${String(outcome.sizeBytes)} bytes: ${tookMs.toFixed(0)} ms; a confirm's journal write: alone median ${median(alone).toFixed(1)} ms, slowest ${Math.max(...alone).toFixed(1)} ms; during it (${String(during.length)}) median ${median(during).toFixed(1)} ms, slowest ${Math.max(...during).toFixed(1)} ms\n`,
  );

  // One moment of the journal: between the entries at the start and at the end of the backup.
  expect(outcome.entries).toBeGreaterThanOrEqual(before.entries);
  expect(outcome.entries).toBeLessThanOrEqual(after.entries);
  expect(during.length).toBeGreaterThan(5);
  const copy = join(folder, 'out.db');
  expect(new BackupWorker().unpack(join(folder, 'target', outcome.name), PASSPHRASE, copy)).toMatchObject({
    outcome: 'unpacked',
    facts: { head: outcome.head },
  });
  expect(checkCopy(copy, KEY).entries).toBe(outcome.entries);
  const [last] = await journal.entries(outcome.entries - 1, 1);
  expect(last?.hash).toBe(outcome.head);
  // A write waits for its own disk, never for the backup.
  expect(Math.max(...during)).toBeLessThan(tookMs);
  await journal.close();
}

/** Kills a backup of this many entries this many times, at moments spread over the duration of a whole one. */
export async function killBackups(entries: number, kills: number): Promise<void> {
  journalOf(entries);
  const order = testOrder(folder);
  const took = await run(null);
  expect(readdirSync(order.folder)).toHaveLength(1);
  for (let kill = 1; kill <= kills; kill += 1) {
    const before = readdirSync(order.folder).filter((name) => name.endsWith('.cdb'));
    await run((took * kill) / (kills + 1));
    const whole = readdirSync(order.folder).filter((name) => name.endsWith('.cdb'));
    // A file with its final name is complete.
    for (const name of whole)
      expect(new BackupWorker().unpack(join(order.folder, name), PASSPHRASE, join(folder, `out-${String(kill)}-${name}.db`)).outcome).toBe(
        'unpacked',
      );
    expect(whole.length - before.length).toBeLessThanOrEqual(1);
  }
  const last = makeBackup({ ...order, now: new Date().toISOString() });
  expect(last.outcome).toBe('made');
  expect(readdirSync(order.folder).filter((name) => !name.endsWith('.cdb'))).toEqual([]);
}

/** Runs a program that makes one backup; kills it this many ms after its start. @returns its duration, ms */
async function run(killAfterMs: number | null): Promise<number> {
  const child = spawn(process.execPath, [program, folder, new Date().toISOString()], { stdio: ['ignore', 'pipe', 'inherit'] });
  let began = 0;
  child.stdout.once('data', () => {
    began = performance.now();
    if (killAfterMs !== null) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
  await once(child, 'close');
  return performance.now() - began;
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { logFileOf } from '../electron/station/log.js';
import { JournalFile } from '../electron/store/journal-file.js';
import { makeOtherVersion } from '../electron/store/other-version.fixture.js';
import { RequestCacheFile } from '../electron/store/request-cache-file.js';
import { createPopulation } from '../electron/training/population.js';
import { createTrainingService } from '../electron/training/service.js';
import { startFaultServer, type FaultServer } from './fault-server.js';
import { launchStation, killStations, makeProfile, type LaunchedStation } from './station.js';
import { example } from './world.js';

/** What a station has to end, whatever hangs, and what a busy machine takes to tell it and to clear it away, ms. */
const QUIT_LIMIT_MS = 10_000 + 10_000;
/** The key of the journal, as hex, for files that a test makes before the station does. */
const KEY = 'cd'.repeat(32);
/** The year 10000 in UTC, as a server may say it, and as it was kept before such a date was refused. */
const ODD_DATE = { wire: '9999-12-31T23:59:59-01:00', kept: '+010000-01-01T00:59:59.000Z' };
/** Requests that wait for a card; one of them has the odd date. */
const READY = 12;

const compiled = await compileHangingSystem();
if (compiled === null) console.warn('SKIPPED: the tests of a disk and a folder that hang need gcc under Linux');

let server: FaultServer;
let folder: string;
/** The request with the odd date. */
let oddId: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-and-end-'));
  const population = createPopulation({ size: READY, now: new Date() });
  const requests = population.requests.map((one, index) => (index === 1 ? { ...one, request: { ...one.request, Submitted: ODD_DATE.wire } } : one));
  oddId = requests[1]?.request.Uuid ?? '';
  const service = createTrainingService({ population: { ...population, requests }, now: () => new Date(), newGuid: () => crypto.randomUUID() });
  server = await startFaultServer(service.listener);
});
afterEach(async () => {
  for (const name of ['word', 'word.met']) await rm(join(folder, name), { force: true });
  await killStations();
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
  if (compiled !== null) await rm(compiled, { recursive: true });
});

/** Compiles what makes system calls hang. @returns its folder; null where this machine cannot */
async function compileHangingSystem(): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const made = await mkdtemp(join(tmpdir(), 'hanging-system-'));
  try {
    await promisify(execFile)('gcc', ['-shared', '-fPIC', '-O1', '-o', join(made, 'hanging.so'), fileURLToPath(new URL('hanging-system.c', import.meta.url)), '-ldl']);
    return made;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    await rm(made, { recursive: true });
    return null;
  }
}

const logOf = (profile: string): Promise<string> => readFile(logFileOf(join(profile, 'logs')), 'utf8');
const list = ({ page }: LaunchedStation) => page.locator('.requests');
const rows = ({ page }: LaunchedStation) => page.locator('[data-request-id]');

it('a cache that cannot be read, or is of another version, keeps no desk from opening: the list comes from the server, without what has an odd date', { timeout: 180_000 }, async () => {
  const profile = await makeProfile({ settings: { server: { url: server.origin }, pollSeconds: 2 } });
  const journal = join(profile, 'journal');
  await mkdir(journal);
  await writeFile(join(journal, 'journal.key'), JSON.stringify({ version: 1, protection: 'file', data: Buffer.from(KEY).toString('base64') }), { mode: 0o600 });
  new JournalFile({ path: join(journal, 'journal.db'), key: KEY, context: { operator: 'desk', station: 'DESK-01' }, now: () => new Date(), monotonicMs: () => 0 }).close();
  const kept = join(journal, 'requests.db');
  const cache = new RequestCacheFile(kept, KEY);
  const stale = '00000000-0000-4000-8000-00000000ffff';
  const view = { requestId: stale, type: 1, person: { state: 'unresolved' as const, userId: stale }, profileTemplate: { profileTemplateId: stale, name: null }, submittedAt: ODD_DATE.kept, priority: 0, comment: '' };
  cache.save({ put: [{ view, status: 3 }], removed: [], fetchedAt: '2026-01-05T08:00:00.000Z' });
  cache.close();

  const first = await launchStation({ profile });
  await first.page.locator(`[data-request-id="${example.requestId}"]`).waitFor();
  await list(first).getByText(`${String(READY - 1)} requests`).waitFor();
  for (const requestId of [stale, oddId]) expect(await first.page.locator(`[data-request-id="${requestId}"]`).count()).toBe(0);
  await expect.poll(() => logOf(profile)).toContain('the kept list of requests cannot be used');
  expect(await logOf(profile)).toContain('requests of the list cannot be read');
  await first.quit();

  makeOtherVersion(kept, KEY);
  server.choose = () => ({ fault: 'drop', processed: false });
  const second = await launchStation({ profile });
  await list(second).getByText('There is no list of requests yet').waitFor();
  server.choose = () => ({ fault: 'none' });
  await list(second).getByText(`${String(READY - 1)} requests`).waitFor({ timeout: 60_000 });
  await second.quit();
  expect(await logOf(profile)).not.toMatch(/unhandled rejection|uncaught exception/);
});

/** What hangs, and how a test brings it about: a word of the paths at which the system does not answer, or something else. */
type Hang = readonly [what: string, word: ((profile: string) => string) | null, then: (station: LaunchedStation) => Promise<unknown>];

const nothing = (): Promise<void> => Promise.resolve();
const hangs: readonly Hang[] = [
  ['its server', null, async ({ page }) => {
    server.choose = () => ({ fault: 'hang', processed: false });
    const heard = new Promise<void>((resolve) => (server.onPhase = () => resolve()));
    await page.keyboard.press('F5');
    await heard;
  }],
  ['its reader host', null, async ({ app }) => {
    const host = await app.evaluate(({ app: electron }) => electron.getAppMetrics().find(({ name }) => name === 'Card Desk reader host')?.pid);
    if (host === undefined) throw new Error('There is no reader host');
    process.kill(host, 'SIGSTOP');
  }],
  ['its page', null, ({ page }) => {
    page.evaluate(() => { for (;;); }).catch(() => undefined);
    return nothing();
  }],
  ['the folder it watches', () => 'watched', () => expect.poll(() => existsSync(join(folder, 'word.met')), { timeout: 30_000 }).toBe(true)],
  // All that it writes lies there: the journal, the lists it keeps, its log.
  ['its disk', (profile) => profile, nothing],
];

/** Tells a station to quit, as its menu would, and waits until its process is gone. @returns how long that took, ms */
async function timeToQuit({ app }: LaunchedStation, what: string): Promise<number> {
  const main = app.process();
  const begun = performance.now();
  const gone = new Promise<void>((resolve) => main.once('exit', () => resolve()));
  // The answer to this may never come.
  app.evaluate(({ app: electron }) => setImmediate(() => electron.quit())).catch(() => undefined);
  let limit: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    limit = setTimeout(() => {
      reject(new Error(`The station is not gone although ${what} hangs`));
    }, QUIT_LIMIT_MS);
  });
  await Promise.race([gone, late]);
  clearTimeout(limit);
  return Math.round(performance.now() - begun);
}

it.skipIf(compiled === null)('a station told to quit is gone within 10 s while its server, reader host, page, watched folder or disk hangs, and each next start is clean', { timeout: 300_000 }, async () => {
  const watched = join(folder, 'watched');
  await mkdir(watched);
  const profile = await makeProfile({ settings: { server: { url: server.origin }, pollSeconds: 2, prepared: { folder: watched } } });
  const word = join(folder, 'word');
  const env = { LD_PRELOAD: join(compiled ?? '', 'hanging.so'), HANG_WORD: word };
  const wal = join(profile, 'journal', 'journal.db-wal');
  const took: Record<string, number> = {};
  for (const [what, hangingWord, then] of hangs) {
    server.choose = () => ({ fault: 'none' });
    const station = await launchStation({ profile, env });
    await rows(station).first().waitFor();
    expect(await station.page.getByTestId('warnings').getByText(/journal (?:is an older copy|was damaged)/).count()).toBe(0);
    expect(existsSync(wal)).toBe(true);
    if (hangingWord !== null) await writeFile(word, hangingWord(profile));
    await then(station);
    took[what] = await timeToQuit(station, what);
    // Closed: nothing is left in the write-ahead log, unless its own disk hangs.
    if (what !== 'its disk') expect(existsSync(wal), `the journal is closed although ${what} hangs`).toBe(false);
    await rm(word, { force: true });
    await station.kill();
  }
  server.choose = () => ({ fault: 'none' });
  const last = await launchStation({ profile });
  await rows(last).first().waitFor();
  await last.quit();
  expect(existsSync(wal)).toBe(false);
  expect(await logOf(profile)).not.toMatch(/unhandled rejection|uncaught exception|set aside|older copy/);
  console.info(`Gone after, ms: ${JSON.stringify(took)}`);
});

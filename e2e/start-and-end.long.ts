import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { logFileOf } from '../electron/core/log.js';
import { hangServer, stopReaderHost, timeToQuit } from './hangs.js';
import { killStations, launchStation, makeProfile, type LaunchedStation } from './station.js';
import { startLiveServer, type LiveServer } from './live-server.js';

const compiled = await compileHangingSystem();
if (compiled === null) console.warn('SKIPPED: the tests of a disk and a folder that hang need gcc under Linux');

let live: LiveServer;
let server: LiveServer['faults'];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-and-end-'));
  live = await startLiveServer();
  server = live.faults;
});
afterEach(async () => {
  for (const name of ['word', 'word.met']) await rm(join(folder, name), { force: true });
  await killStations();
});
afterAll(async () => {
  await live.close();
  await rm(folder, { recursive: true });
  if (compiled !== null) await rm(compiled, { recursive: true });
});

/** Compiles the library that makes system calls hang. @returns its folder; null if this machine cannot */
async function compileHangingSystem(): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const made = await mkdtemp(join(tmpdir(), 'hanging-system-'));
  try {
    await promisify(execFile)('gcc', [
      '-shared',
      '-fPIC',
      '-O1',
      '-o',
      join(made, 'hanging.so'),
      fileURLToPath(new URL('hanging-system.c', import.meta.url)),
      '-ldl',
    ]);
    return made;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    await rm(made, { recursive: true });
    return null;
  }
}

const logOf = (profile: string): Promise<string> => readFile(logFileOf(join(profile, 'logs')), 'utf8');
const rows = ({ page }: LaunchedStation) => page.locator('[data-request-id]');

/** What hangs, and how a test causes it: text of the paths at which system calls hang, or an action. */
type Hang = readonly [what: string, word: ((profile: string) => string) | null, then: (station: LaunchedStation) => Promise<unknown>];

const nothing = (): Promise<void> => Promise.resolve();
const hangs: readonly Hang[] = [
  ['its server', null, (station) => hangServer(server, station)],
  ['its reader host', null, stopReaderHost],
  [
    'its page',
    null,
    ({ page }) => {
      page
        .evaluate(() => {
          for (;;);
        })
        .catch(() => undefined);
      return nothing();
    },
  ],
  ['the folder it watches', () => 'watched', () => expect.poll(() => existsSync(join(folder, 'word.met')), { timeout: 30_000 }).toBe(true)],
  // Everything it writes is there: the journal, the stored lists, its log.
  ['its disk', (profile) => profile, nothing],
];

it.skipIf(compiled === null)(
  'a station told to quit is gone within 10 s while its server, reader host, page, watched folder or disk hangs, and each next start is clean',
  { timeout: 300_000 },
  async () => {
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
      expect(
        await station.page
          .getByTestId('warnings')
          .getByText(/journal (?:is older|was damaged)/)
          .count(),
      ).toBe(0);
      expect(existsSync(wal)).toBe(true);
      if (hangingWord !== null) await writeFile(word, hangingWord(profile));
      await then(station);
      took[what] = await timeToQuit(station, what);
      // Closed properly: the write-ahead log is empty, unless its own disk hangs.
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
  },
);

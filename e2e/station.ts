import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { inject, TestRunner } from 'vitest';
import { logFileOf } from '../electron/core/log.js';
import { UNHANDLED } from '../electron/boot/unhandled.js';
import type { Topic } from '../renderer/settings/fields.js';
import type { Screen } from '../renderer/state/screens.js';
import { pressAsAPerson } from './press-as-a-person.js';
import { withTimeout } from './with-timeout.js';

export interface LaunchOptions {
  /** Content of the settings file; none: training mode. */
  readonly settings?: object;
  /** Content of the roster file; its path goes into the settings. */
  readonly roster?: string;
  /** Additional switches. */
  readonly args?: readonly string[];
  /** A profile to open again; by default a new one, removed at the end. */
  readonly profile?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another program than the packaged station: plain Electron, and the folder of the app to run. */
  readonly program?: { readonly electron: string; readonly app: string };
}

export interface LaunchedStation {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly profile: string;
  /** Quits as an operator would. */
  quit(): Promise<void>;
  /** Kills the main process, as in a power cut. */
  kill(): Promise<void>;
}

/** How long a start may take, ms: many times what it takes on a busy machine. */
const LAUNCH_LIMIT_MS = 60_000;

/** How long quitting may take, ms: three times what the station promises, whatever hangs. */
const QUIT_LIMIT_MS = 30_000;

const running = new Set<LaunchedStation>();
const profiles = new Set<string>();
/** Logged errors of this test's stations that must fail it. */
const unhandled: string[] = [];

/** Opens the packaged station, as shipped, with its own profile, and waits for its window's first snapshot. */
export async function launchStation(options: LaunchOptions = {}): Promise<LaunchedStation> {
  const profile = options.profile ?? (await makeProfile(options));
  const program = lateDebugger(options.program?.electron ?? inject('station').executable);
  const app = await _electron.launch({
    executablePath: program.executable,
    // Chromium's sandbox does not start as root, as in containers; the product itself never passes this.
    args: [
      ...(options.program === undefined ? [] : [options.program.app]),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${profile}`,
      // A virtual display has no GPU, and a page may stop rendering while Chromium looks for one.
      ...(process.platform === 'linux' ? ['--disable-gpu'] : []),
      ...(options.args ?? []),
    ],
    // A machine-wide settings file on this machine must not affect tests.
    env: { ...environment(), ...program.env, CARD_DESK_SYSTEM_SETTINGS: join(profile, 'system-settings.json'), ...options.env },
    // Shorter than a test's own limit, so that a start that hangs is reported with the station's output.
    timeout: LAUNCH_LIMIT_MS,
  });
  // After the app has exited, it can no longer be asked for its process.
  const main = app.process();
  const page = await app.firstWindow();
  page.setDefaultTimeout(15_000);
  pressAsAPerson(page);
  await page.getByTestId('desk').waitFor();
  const station: LaunchedStation = {
    app,
    page,
    profile,
    quit: async () => {
      running.delete(station);
      try {
        // Waits for the process's exit, not for the end of its output, which child processes may still hold.
        const ended = new Promise((resolve) => main.once('exit', resolve));
        await withTimeout(QUIT_LIMIT_MS, 'a station to end that was told to quit', Promise.race([app.close(), ended]), () =>
          processesOf(profile),
        );
      } finally {
        main.kill('SIGKILL');
      }
      await collectUnhandled(profile);
    },
    kill: async () => {
      running.delete(station);
      if (main.exitCode === null && main.signalCode === null) {
        const ended = new Promise((resolve) => main.once('exit', resolve));
        main.kill('SIGKILL');
        await ended;
      }
      await collectUnhandled(profile);
    },
  };
  running.add(station);
  return station;
}

/** Starts a station that must refuse to open, and ends it once it has said why. @returns its output */
export async function refusalAtStart(profile: string, words: string): Promise<string> {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const station = spawn(inject('station').executable, [...root, `--user-data-dir=${profile}`]);
  const ended = new Promise((resolve) => station.once('exit', resolve));
  let said = '';
  try {
    const refused = new Promise<void>((resolve, reject) => {
      station.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
        if (said.includes(words)) resolve();
      });
      void ended.then(() => {
        reject(new Error(`The station has ended: ${said}`));
      });
    });
    await withTimeout(LAUNCH_LIMIT_MS, `a station to refuse to open with “${words}”`, refused, () => `It said: ${said}`);
    return said;
  } finally {
    station.kill('SIGKILL');
    await ended;
  }
}

/** Opens a screen with its key. */
export async function openScreen(page: Page, screen: Screen): Promise<void> {
  const keys = await page.getByTestId(`go-${screen}`).getAttribute('aria-keyshortcuts');
  if (keys === null) throw new Error(`${screen} has no key`);
  await page.keyboard.press(keys);
}

/** Opens a topic of the settings, and waits until the main process has sent them. */
export async function openTopic(page: Page, topic: Topic): Promise<void> {
  await openScreen(page, 'settings');
  await page.locator(`[data-topic="${topic}"]`).click();
  await page.locator('.setup-panel').locator('.choices, .setting, .table').first().waitFor();
}

/**
 * Ends stations that tests left running and removes their profiles; for `afterEach`, or for `afterAll` if tests share a
 * station. First prints the state of the stations if the test failed. Fails the test if a station logged an unhandled error.
 *
 * @param how `quit` as an operator would; `kill` if tests did something to a station after which it need not quit properly
 */
async function endStations(how: 'quit' | 'kill'): Promise<void> {
  await describeFailed();
  for (const station of [...running]) await station[how]();
  for (const profile of profiles) {
    // Includes stations that exited or restarted without being told to.
    await collectUnhandled(profile);
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  profiles.clear();
  const found = [...new Set(unhandled.splice(0))];
  if (found.length > 0) throw new Error(`The station logged what it did not expect:\n${found.join('\n')}`);
}

/** Collects the unhandled errors that a station logged, because the profile may be restored later. */
async function collectUnhandled(profile: string): Promise<void> {
  const folder = join(profile, 'logs');
  const files = await readdir(folder).catch((error: unknown) => {
    // A station that was refused at its start has no log.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8');
    unhandled.push(...text.split('\n').filter((line) => line.includes(`[main] ${UNHANDLED}`)));
  }
}

/** Prints the state of the stations if the test failed; for `afterEach` of files whose tests share a station. */
export async function describeFailed(): Promise<void> {
  if (TestRunner.getCurrentTest()?.result?.state === 'fail') for (const station of running) console.error(await describeStation(station));
}

export const closeStations = (): Promise<void> => endStations('quit');
export const killStations = (): Promise<void> => endStations('kill');

/** Returns a program to which Playwright's debugger connects only after its page has loaded, where there is a bash of today. */
function lateDebugger(station: string): { readonly executable: string; readonly env: Readonly<Record<string, string>> } {
  if (process.platform !== 'linux') return { executable: station, env: {} };
  const script = fileURLToPath(new URL('../build/test/late-debugger.sh', import.meta.url));
  return { executable: script, env: { STATION: station } };
}

/** Returns what the window shows, and the last lines of the log, because the profile is deleted with the test. */
async function describeStation({ page, profile }: LaunchedStation): Promise<string> {
  const shown = await page.locator('body').innerText({ timeout: 2_000 }).catch(String);
  const log = await readFile(logFileOf(join(profile, 'logs')), 'utf8').catch(String);
  return `--- The window\n${shown.replaceAll(/\n\s*\n/g, '\n')}\n--- The log\n${log.trimEnd().split('\n').slice(-20).join('\n')}`;
}

/** Returns the processes of a station with the CPU time of each thread, to see what a process that does not exit is doing. */
function processesOf(profile: string): string {
  const { stdout } = spawnSync('ps', ['-eLo', 'pid,ppid,lwp,stat,time,wchan:24,comm,args', 'ww'], { encoding: 'utf8' });
  return `Its processes:\n${stdout
    .split('\n')
    .filter((line) => line.includes(profile) || line.includes('late-debugger'))
    .map((line) => line.slice(0, 200))
    .join('\n')}`;
}

/** Makes a profile to open a station with, in a folder; {@link closeStations} removes it. */
export async function makeProfile({ settings, roster }: Pick<LaunchOptions, 'settings' | 'roster'>, below = tmpdir()): Promise<string> {
  const profile = await mkdtemp(join(below, 'card-desk-'));
  profiles.add(profile);
  await mkdir(profile, { recursive: true });
  const rosterFile = join(profile, 'roster.csv');
  if (roster !== undefined) await writeFile(rosterFile, roster);
  if (settings !== undefined) {
    const all = roster === undefined ? settings : { ...settings, roster: rosterFile };
    await writeFile(join(profile, 'settings.json'), JSON.stringify(all));
  }
  return profile;
}

function environment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

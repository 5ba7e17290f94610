import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as z from 'zod';
import { monotonicMs, until } from './clock.js';
import { DevTools } from './devtools.js';
import { memoryMb } from './processes.js';

const targetsSchema = z.array(
  z.object({ type: z.string(), url: z.string(), title: z.string(), webSocketDebuggerUrl: z.string().optional() }),
);
const metricsSchema = z.object({ metrics: z.array(z.object({ name: z.string(), value: z.number() })) });

export interface ProgramOptions {
  /** Electron, or a packaged station. */
  readonly executable: string;
  /** Starts with the app's folder if the executable is plain Electron. */
  readonly args: readonly string[];
  readonly profile: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A running Electron program with a window, and the debuggers of its page and its main process. */
export interface Program {
  readonly page: DevTools;
  readonly main: DevTools;
  /** Start time on the machine's monotonic clock, ms. */
  readonly startedAt: number;
  /** Converts the page's `performance.now()` to the machine's monotonic clock, ms. */
  readonly toMonotonic: (pageMs: number) => number;
  /** Presses and releases a key, e.g. `a`, `Enter`. Resolves when the page has handled it. */
  press(key: string): Promise<void>;
  memoryMb(): Promise<number>;
  /** Quits properly. */
  close(): Promise<void>;
}

const QUIT_LIMIT_MS = 10_000;

/** Starts a program and waits for its page. @throws Error with its output if it exits first */
export async function startProgram({ executable, args, profile, env = {} }: ProgramOptions): Promise<Program> {
  // A virtual display has no GPU, and a page may stop rendering while Chromium looks for one.
  const switches = ['--inspect=0', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--disable-gpu'];
  // Chromium's sandbox does not start as root, as in containers; the product itself never passes this.
  if (process.getuid?.() === 0) switches.push('--no-sandbox');
  const startedAt = monotonicMs();
  const child = spawn(executable, [...args, ...switches], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const address = async (pattern: RegExp): Promise<string> => {
    await until(`${pattern.source} on standard error`, () => {
      if (child.exitCode !== null) throw new Error(`The program has ended: ${said}`);
      return pattern.test(said);
    });
    return pattern.exec(said)?.[1] ?? '';
  };
  const mainUrl = await address(/Debugger listening on (ws:\S+)/);
  const port = await address(/DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/);
  const page = await DevTools.connect(await pageUrl(port));
  const main = await DevTools.connect(mainUrl);
  await page.send('Inspector.enable');
  await page.send('Performance.enable');
  const { metrics } = metricsSchema.parse(await page.send('Performance.getMetrics'));
  const navigationStart = (metrics.find(({ name }) => name === 'NavigationStart')?.value ?? Number.NaN) * 1_000;
  return {
    page,
    main,
    startedAt,
    toMonotonic: (pageMs) => navigationStart + pageMs,
    press: (key) => press(page, key),
    memoryMb: () => memoryMb(child.pid ?? 0),
    close: () => quit(child, page, main),
  };
}

async function pageUrl(port: string): Promise<string> {
  let found: string | undefined;
  await until('a page in the window', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`);
    const targets = targetsSchema.parse(await response.json());
    // A page with a title has loaded: pages of this Electron may crash if a debugger connects while they are created.
    found = targets.find(
      ({ type, url, title }) => type === 'page' && !url.startsWith('devtools:') && title !== '' && !url.includes(title),
    )?.webSocketDebuggerUrl;
    return found !== undefined;
  });
  return found ?? '';
}

async function press(page: DevTools, key: string): Promise<void> {
  const isLetter = key.length === 1;
  const code = key === 'Enter' ? 13 : key === 'Escape' ? 27 : key === 'Backspace' ? 8 : key.toUpperCase().charCodeAt(0);
  const text = isLetter ? key : key === 'Enter' ? '\r' : undefined;
  const common = { key, windowsVirtualKeyCode: code };
  await page.send('Input.dispatchKeyEvent', {
    type: text === undefined ? 'rawKeyDown' : 'keyDown',
    ...common,
    ...(text === undefined ? {} : { text }),
  });
  await page.send('Input.dispatchKeyEvent', { type: 'keyUp', ...common });
}

async function quit(child: ChildProcess, page: DevTools, main: DevTools): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), QUIT_LIMIT_MS);
  // Node waits at exit for its debugger to disconnect, and pending answers may be lost with the page.
  main.close();
  // Closing the page ends the program as an operator would.
  await Promise.race([page.send('Page.close').catch(() => undefined), ended]);
  page.close();
  await ended;
  clearTimeout(timer);
}

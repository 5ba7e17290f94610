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
  /** The app's folder first, where the executable is a bare Electron. */
  readonly args: readonly string[];
  readonly profile: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A running Electron program with a window, and the debuggers of its page and of its main process. */
export interface Program {
  readonly page: DevTools;
  readonly main: DevTools;
  /** When it was started, on the machine's monotonic clock, ms. */
  readonly startedAt: number;
  /** A time of the page's `performance.now()` on the machine's monotonic clock, ms. */
  readonly toMonotonic: (pageMs: number) => number;
  /** Presses a key and lets it go, e.g. `a`, `Enter`. Resolves when the page has dealt with it. */
  press(key: string): Promise<void>;
  memoryMb(): Promise<number>;
  /** Quits in order. */
  close(): Promise<void>;
}

const QUIT_LIMIT_MS = 10_000;

/** Starts a program and waits for its page. @throws Error with what it said when it ends first */
export async function startProgram({ executable, args, profile, env = {} }: ProgramOptions): Promise<Program> {
  // A virtual display has no graphics processor, and a page may stop drawing while Chromium looks for one.
  const switches = ['--inspect=0', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--disable-gpu'];
  // Chromium's sandbox does not start for root, as in containers; the product itself never says so.
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
    // One that has its title has been read: this Electron's pages may crash when a debugger comes while they are made.
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
  // Node waits at its end for whoever debugs it, who must not wait for an answer meanwhile that may be lost with the page.
  main.close();
  // A page that is closed ends the program as an operator would.
  await Promise.race([page.send('Page.close').catch(() => undefined), ended]);
  page.close();
  await ended;
  clearTimeout(timer);
}

import { vi } from 'vitest';
import type { LaunchedStation } from './station.js';
import type { FaultServer } from './fault-server.js';
import { withTimeout } from './with-timeout.js';

/** Time that a station has to quit, whatever hangs, plus what a busy machine needs to notify it and to clean up, ms. */
const QUIT_LIMIT_MS = 10_000 + 10_000;

/** Makes the server hang while the station waits for it. */
export async function hangServer(server: FaultServer, { page }: LaunchedStation): Promise<void> {
  server.choose = () => ({ fault: 'hang', processed: false });
  const heard = new Promise<void>((resolve) => (server.onPhase = () => resolve()));
  await page.keyboard.press('F5');
  await withTimeout(30_000, 'the station to ask the server that hangs', heard);
}

/** Longest time until a station that has opened has its reader host, ms: many times what it takes. */
const HOST_LIMIT_MS = 10_000;

/** Returns the process id of the reader host, which starts once the page has drawn. */
export function readerHost({ app }: LaunchedStation): Promise<number> {
  const find = (): Promise<number | undefined> =>
    app.evaluate(({ app: electron }) => electron.getAppMetrics().find(({ name }) => name === 'Card Desk reader host')?.pid);
  return vi.waitUntil(find, { timeout: HOST_LIMIT_MS, interval: 50 }).catch((error: unknown) => {
    throw new Error(`There was no reader host within ${String(HOST_LIMIT_MS)} ms`, { cause: error });
  });
}

/** Stops the process that talks to the readers, like a driver that hangs. */
export async function stopReaderHost(station: LaunchedStation): Promise<void> {
  process.kill(await readerHost(station), 'SIGSTOP');
}

/** Tells a station to quit, as its menu would, and waits until its process is gone. @returns the duration, ms */
export async function timeToQuit({ app }: LaunchedStation, what: string): Promise<number> {
  const main = app.process();
  const begun = performance.now();
  const gone = new Promise<void>((resolve) => main.once('exit', () => resolve()));
  // This call may never be answered.
  app.evaluate(({ app: electron }) => setImmediate(() => electron.quit())).catch(() => undefined);
  await withTimeout(QUIT_LIMIT_MS, `the station to be gone although ${what} hangs`, gone);
  return Math.round(performance.now() - begun);
}

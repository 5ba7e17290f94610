import type { LaunchedStation } from './station.js';
import type { FaultServer } from './fault-server.js';
import { within } from './within.js';

/** What a station has to end, whatever hangs, and what a busy machine takes to tell it and to clear it away, ms. */
const QUIT_LIMIT_MS = 10_000 + 10_000;

/** Has the server hang, and the station wait for it. */
export async function hangServer(server: FaultServer, { page }: LaunchedStation): Promise<void> {
  server.choose = () => ({ fault: 'hang', processed: false });
  const heard = new Promise<void>((resolve) => (server.onPhase = () => resolve()));
  await page.keyboard.press('F5');
  await within(30_000, 'the station to ask the server that hangs', heard);
}

/** Stops the process that talks to the readers, as a driver that hangs would. */
export async function stopReaderHost({ app }: LaunchedStation): Promise<void> {
  const host = await app.evaluate(
    ({ app: electron }) => electron.getAppMetrics().find(({ name }) => name === 'Card Desk reader host')?.pid,
  );
  if (host === undefined) throw new Error('There is no reader host');
  process.kill(host, 'SIGSTOP');
}

/** Tells a station to quit, as its menu would, and waits until its process is gone. @returns how long that took, ms */
export async function timeToQuit({ app }: LaunchedStation, what: string): Promise<number> {
  const main = app.process();
  const begun = performance.now();
  const gone = new Promise<void>((resolve) => main.once('exit', () => resolve()));
  // The answer to this may never come.
  app.evaluate(({ app: electron }) => setImmediate(() => electron.quit())).catch(() => undefined);
  await within(QUIT_LIMIT_MS, `the station to be gone although ${what} hangs`, gone);
  return Math.round(performance.now() - begun);
}

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

/** A station that restarted itself, with the same debugging port setting. */
export interface Relaunched {
  readonly page: Page;
  /** Quits the station. */
  close(): Promise<void>;
}

/** Chromium writes its debugging port here (`--remote-debugging-port=0`). */
const portFile = (profile: string): string => join(profile, 'DevToolsActivePort');

/**
 * Triggers a restart and waits until the station of a profile is running again and has its first snapshot.
 *
 * @param deed triggers the restart
 * @param deadlineMs how long it may take
 */
export async function relaunch(profile: string, deed: () => Promise<unknown>, deadlineMs = 45_000): Promise<Relaunched> {
  await rm(portFile(profile), { force: true });
  await deed();
  const deadline = Date.now() + deadlineMs;
  let browser: Browser | null = null;
  while (browser === null) {
    if (Date.now() > deadline) throw new Error('The station did not start itself again');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const port = await readFile(portFile(profile), 'utf8').then(
      (text) => text.split('\n')[0] ?? '',
      () => '',
    );
    // Electron has no browser contexts to set defaults for.
    if (port !== '') browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true }).catch(() => null);
  }
  const context = browser.contexts()[0];
  if (context === undefined) throw new Error('The station has no pages');
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  page.setDefaultTimeout(15_000);
  await page.getByTestId('desk').waitFor();
  const opened = browser;
  return {
    page,
    close: async () => {
      const gone = new Promise((resolve) => opened.once('disconnected', resolve));
      const session = await opened.newBrowserCDPSession();
      await session.send('Browser.close').catch(() => undefined);
      await gone;
    },
  };
}

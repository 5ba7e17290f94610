import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { logFileOf } from '../electron/core/log.js';
import { cardOnScreen } from './card-on-screen.fixture.js';
import { closeStations, killStations, launchStation, type LaunchedStation } from './station.js';
import { unreadyApp } from './unready-window.fixture.js';
import { startWeston } from './weston.fixture.js';

afterEach(closeStations);

const isShown = ({ app }: LaunchedStation): Promise<boolean> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));

it('the window is shown on a Wayland desktop although it never receives ready-to-show', async () => {
  const weston = await startWeston();
  const app = await unreadyApp();
  try {
    const program = { electron: inject('station').electron, app: app.folder };
    const station = await launchStation({ program, args: ['--ozone-platform=wayland'], env: weston.env });
    await expect.poll(() => isShown(station), { timeout: 15_000, message: 'the window is shown' }).toBe(true);
    await station.page.getByTestId('desk').waitFor();
    await station.quit();
  } finally {
    await killStations();
    await weston.end();
    await app.remove();
  }
});

it('a page whose process ends comes back automatically, with everything that was there', async () => {
  const station = await launchStation({});
  const { app, profile } = station;
  // The main process remembers a card that was put in.
  await station.page.getByRole('button', { name: 'Insert into Training reader 1' }).first().click();
  await station.page.getByTestId('readers').getByTestId('card-id').first().waitFor();
  const before = await cardOnScreen(station);
  expect(before).not.toBe('');
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    process.kill(window?.webContents.getOSProcessId() ?? 0, 'SIGKILL');
  });
  await expect.poll(() => cardOnScreen(station), { timeout: 30_000, message: 'the page is back, and the card on it' }).toBe(before);
  expect(await readFile(logFileOf(join(profile, 'logs')), 'utf8')).toContain('the process of the page has ended; the page is reloaded');
  await station.kill();
});

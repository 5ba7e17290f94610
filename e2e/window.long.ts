import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { logFileOf } from '../electron/core/log.js';
import { cardOnScreen } from './card-on-screen.fixture.js';
import { closeStations, launchStation } from './station.js';
import { unreadyApp } from './unready-window.fixture.js';
import { startWeston } from './weston.fixture.js';

afterEach(closeStations);

it('ten of ten windows are shown on a Wayland desktop although they never receive ready-to-show', { timeout: 300_000 }, async () => {
  const weston = await startWeston();
  const app = await unreadyApp();
  const times: number[] = [];
  try {
    for (let start = 0; start < 10; start += 1) {
      const program = { electron: inject('station').electron, app: app.folder };
      const station = await launchStation({ program, args: ['--ozone-platform=wayland'], env: weston.env });
      const shown = (): Promise<number> => station.app.evaluate(() => Number(Reflect.get(globalThis, 'shownAfterMs') ?? 0));
      await expect.poll(shown, { timeout: 15_000, message: `window ${String(start + 1)} is shown` }).toBeGreaterThan(0);
      times.push(await shown());
      await station.quit();
    }
  } finally {
    await weston.end();
    await app.remove();
  }
  process.stdout.write(`shown after ${times.map(Math.round).join(', ')} ms\n`);
  expect(times).toHaveLength(10);
  expect(Math.max(...times), 'ms until the slowest is shown').toBeLessThan(2_000);
});

it('a page that hangs is loaded again, with the card that was in the reader', { timeout: 180_000 }, async () => {
  const station = await launchStation({});
  await station.page.getByRole('button', { name: 'Insert into Training reader 1' }).first().click();
  await station.page.getByTestId('readers').getByTestId('card-id').first().waitFor();
  const before = await cardOnScreen(station);
  expect(before).not.toBe('');
  await station.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    process.kill(window?.webContents.getOSProcessId() ?? 0, 'SIGSTOP');
  });
  const log = (): Promise<string> => readFile(logFileOf(join(station.profile, 'logs')), 'utf8');
  await expect.poll(log, { timeout: 60_000, interval: 500, message: 'it is noticed' }).toContain('the page does not respond');
  await expect.poll(() => cardOnScreen(station), { timeout: 60_000, message: 'the page is back, and the card on it' }).toBe(before);
  await station.kill();
});

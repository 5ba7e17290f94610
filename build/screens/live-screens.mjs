import { startLiveServer } from '../../e2e/live-server.js';
import { openTopic, takePicture, takeInEveryTheme, withStation } from './station.mjs';

/**
 * @typedef {import('./station.mjs').Runtime} Runtime
 * @typedef {import('playwright-core').Page} Page
 */

const LONG = 'Wilhelmina Alexandrina Konstantinopolitanskaja-van Oudenhoven tot Rhijnsburg';

/**
 * Takes screenshots of states that training does not have: lists and names of any length, and a server that is offline or
 * requires a sign-in.
 * @param {Runtime} runtime
 */
export async function takeLiveScreens(runtime) {
  await withServer(
    0,
    (text) => text,
    async (server, opening) => {
      await withStation(runtime, opening, async (page) => {
        await page.getByText('No requests are waiting for a card').waitFor();
        await takePicture(page, 'empty');
      });
      server.faults.choose = () => ({ fault: 'hang', processed: false });
      await withStation(runtime, opening, async (page) => {
        await page.getByTestId('requests-coming').waitFor();
        await takePicture(page, 'loading');
      });
      server.faults.choose = () => ({ fault: 'drop', processed: false });
      await withStation(runtime, opening, async (page) => {
        await page.locator('[data-testid="connection"][data-state="down"]').waitFor();
        await takePicture(page, 'offline');
        await openTopic(page, 'server');
        await page.getByRole('button', { name: 'Test connection' }).click();
        await page.locator('[data-outcome="fails"]').scrollIntoViewIfNeeded();
        await takePicture(page, 'settings-connection-fails');
      });
      server.faults.choose = () => ({ fault: 'answer', processed: false, status: 401, headers: { 'WWW-Authenticate': 'NTLM' } });
      await withStation(runtime, opening, async (page) => {
        await page.getByTestId('sign-in-dialog').waitFor();
        await takeInEveryTheme(page, 'sign-in');
      });
    },
  );
  await withServer(
    1,
    (text) => text,
    async (_server, opening) => {
      await withStation(runtime, opening, async (page) => {
        await page.locator('.request-row').first().waitFor();
        await takePicture(page, 'one');
      });
    },
  );
  const lengthen = (/** @type {string} */ text) =>
    text
      .replaceAll('Noor van der Velden', LONG)
      .replaceAll('Facility Services', 'Department of Extraordinarily Long Departmental Denominations');
  await withServer(1_000, lengthen, async (_server, opening) => {
    // The person with the lengthened name has the oldest request.
    const oldestFirst = { ...opening, settings: { ...opening.settings, requests: { order: 'oldest' } } };
    await withStation(runtime, oldestFirst, async (page) => {
      await page.locator('.request-row').first().waitFor();
      await page.getByText(LONG).first().waitFor();
      await page.locator('[data-testid="connection"][data-state="up"]').waitFor();
      await takePicture(page, 'thousand-long-names');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByTestId('confirm').waitFor();
      await takePicture(page, 'confirm-long-name-no-card');
    });
  });
  await kiosk(runtime);
}

/** @param {Runtime} runtime */
async function kiosk(runtime) {
  const { hashPin } = await import('../../electron/kiosk/pin.js');
  const settings = { kiosk: { pinHash: hashPin('for-a-picture'), idleSeconds: 5 }, training: { readers: 'on' } };
  await withStation(runtime, { settings, isKiosk: true }, async (page) => {
    await page.getByRole('button', { name: 'Unlock desk' }).click();
    await page.getByTestId('leave-kiosk').waitFor();
    await takeInEveryTheme(page, 'kiosk-leave');
    await page.getByTestId('idle').waitFor({ timeout: 20_000 });
    await takePicture(page, 'kiosk-idle');
  });
}

/**
 * @param {number} size Number of requests ready for a card.
 * @param {(roster: string) => string} change
 * @param {(server: import('../../e2e/live-server.js').LiveServer, opening: import('./station.mjs').Opening) => Promise<void>} body
 */
async function withServer(size, change, body) {
  const server = await startLiveServer(size);
  try {
    await body(server, { settings: { ...server.settings }, roster: change(server.population.roster) });
  } finally {
    await server.close();
  }
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openScreen, takePicture, withStation } from './station.mjs';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('./station.mjs').Runtime} Runtime
 */

/**
 * Takes screenshots of prepared cards: the screen without and with files, and the confirm step that opens automatically.
 * @param {Runtime} runtime
 * @param {(page: Page, name: string) => Promise<void>} looks Takes a screen in every size.
 */
export async function takePreparedScreens(runtime, looks) {
  const folder = await mkdtemp(join(tmpdir(), 'card-desk-prepared-'));
  try {
    await withStation(runtime, { settings: { training: { readers: 'on' }, prepared: { folder } } }, async (page) => {
      await openScreen(page, 'prepared');
      await page.getByTestId('prepared-empty').waitFor();
      await looks(page, 'prepared-empty');
      await openScreen(page, 'desk');
      await page.evaluate(`window.station.call('training/insertCard', { readerId: 'Training reader 1', cardNumber: 1 })`);
      const cardId = await page.getByTestId('card-id').innerText();
      const requests = await page
        .locator('[data-request-id]')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-request-id') ?? ''));
      const card = (/** @type {number} */ n) => `${n}1111111-1111-4111-8111-111111111111`;
      const lines = requests.slice(2, 6).map((requestId, index) => `${card(index + 1)},${requestId},,`);
      const others = [`${card(6)},,nobody,`, `${card(7)},${card(7)},,`, `${card(8)},,nvelden,No such template`];
      await writeFile(
        join(folder, 'monday.csv'),
        ['card,request,person,template', `${cardId},${requests[1] ?? ''},,`, ...lines, ...others, ''].join('\n'),
      );
      await page.getByTestId('prepared-fits').waitFor();
      await looks(page, 'confirm-prepared');
      await page.keyboard.press('Escape');
      await page.getByTestId('prepared-at-reader').waitFor();
      await takePicture(page, 'desk-prepared');
      // Nothing is selected by default.
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByTestId('prepared-otherwise').waitFor();
      await takePicture(page, 'confirm-prepared-for-another');
      await page.keyboard.press('Escape');
      await writeFile(join(folder, 'tuesday.csv'), `card,request,person\ncard 12,,nvelden\n${card(9)},,\n${cardId},,nvelden\n`);
      await openScreen(page, 'prepared');
      await page.locator('[data-file="tuesday.csv"]').waitFor();
      await page.keyboard.press('ArrowDown');
      await looks(page, 'prepared');
      await page.locator('[data-file="monday.csv"]').click();
      await page.getByTestId('prepared-why').waitFor();
      await takePicture(page, 'prepared-file');
      await page.locator('[data-file="tuesday.csv"]').click();
      await page.getByTestId('prepared-problems').waitFor();
      await takePicture(page, 'prepared-mistakes');
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

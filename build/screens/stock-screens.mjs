import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { insert, takeInEverySize, openScreen, takePicture, withStation } from './station.mjs';

/**
 * @typedef {import('./station.mjs').Runtime} Runtime
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').ElectronApplication} Station
 */

const settings = { training: { readers: 'on' }, stock: { notInStock: 'refuse', used: 'warn', lost: 'refuse', lowAt: 400 } };
const HEADER = 'Card ID;Serial number;Box;Location;Status;Order';

/**
 * Takes screenshots of the card stock: empty, importing valid and invalid lists, filled, and what it says about a card.
 * @param {Runtime} runtime
 */
export async function takeStockScreens(runtime) {
  const folder = await mkdtemp(join(tmpdir(), 'card-desk-lists-'));
  try {
    await withStation(runtime, { settings }, async (page, station) => {
      await openScreen(page, 'stock');
      await page.getByText('The card stock is empty').waitFor();
      await takeInEverySize(page, 'stock-empty');
      await openScreen(page, 'desk');
      await insert(page, 1);
      await page.getByTestId('card-id').waitFor();
      const [inReader = ''] = await page.getByTestId('card-id').allInnerTexts();
      const cards = listOf(inReader);
      await chooseList(page, station, join(folder, 'delivery-2026-03.csv'), [
        HEADER,
        ...cards,
        `${inReader};SN-00001;A;Gent;;`,
        '04a1b2;SN-1;A;Gent;;',
        'x;y',
      ]);
      await page.getByTestId('stock-import-order').waitFor();
      await takeInEverySize(page, 'stock-import-undecided');
      await page.locator('[name="id-order"]').first().check();
      await page.getByTestId('stock-import-problems').scrollIntoViewIfNeeded();
      await takeInEverySize(page, 'stock-import-wrong');
      await page.keyboard.press('Escape');
      await chooseList(page, station, join(folder, 'old.xls'), ['\xd0\xcf\x11\xe0']);
      await page.getByTestId('stock-import-refused').waitFor();
      await takePicture(page, 'stock-import-refused');
      await page.keyboard.press('Escape');
      await chooseList(page, station, join(folder, 'delivery-2026-03.csv'), [HEADER, ...cards]);
      await page.locator('[name="id-order"]').first().check();
      await page.locator('[data-testid="stock-import-run"]:enabled').click();
      await page.getByTestId('stock-import-done').waitFor();
      await takePicture(page, 'stock-import-done');
      await page.keyboard.press('Enter');
      await page.getByTestId('stock-card').waitFor();
      await takeInEverySize(page, 'stock');
      await openScreen(page, 'desk');
      await page.locator('[data-testid="stock-word"]').waitFor();
      await takePicture(page, 'stock-word-in-stock');
      await insert(page, 2);
      await page.locator('[data-testid="stock-word"][data-action="refuse"]').waitFor();
      await takePicture(page, 'stock-word-refused');
      await page.keyboard.press('Escape');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByTestId('confirm').waitFor();
      await takeInEverySize(page, 'stock-confirm-refused');
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Returns six hundred cards in boxes of fifty; the first is the one in the reader.
 * @param {string} inReader
 */
function listOf(inReader) {
  return Array.from({ length: 600 }, (_, n) => {
    const id = n === 0 ? inReader : `${(0x10_00_00_00 + n).toString(16)}-83ba-4037-8262-46eba1291c6e`;
    const location = n % 3 === 0 ? 'Gent, reserve room behind the reception of the second floor' : 'Brussel';
    return `{${id}};SN-${String(n).padStart(5, '0')};Box ${String(Math.floor(n / 50) + 1)};${location};${n % 5 === 4 ? 'used' : n === 7 ? 'lost' : ''};PO-2026-0417`;
  });
}

/**
 * Opens the import with a list instead of a person's choice.
 * @param {Page} page
 * @param {Station} station
 * @param {string} file
 * @param {readonly string[]} lines
 */
async function chooseList(page, station, file, lines) {
  await writeFile(file, lines.join('\r\n'), 'latin1');
  await station.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, file);
  await openScreen(page, 'stock');
  await page.getByTestId('stock-import').click();
}

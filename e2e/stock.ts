import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { openConfirm } from './one-desk.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, launchStation, openScreen, type LaunchedStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

/** Cards besides the example's, by their bytes and in Windows' notation. */
export const LOST = { raw: '101112131415161718191a1b1c1d1e1f', guid: '13121110-1514-1716-1819-1a1b1c1d1e1f' };
export const STRANGER = { raw: '202122232425262728292a2b2c2d2e2f' };

let pcscd: Pcscd;
export let server: LiveServer;
let inserted: VpcdCard | null = null;

/** Registers the desk for every test of a file. */
export function onStockDesk(): void {
  beforeAll(async () => {
    pcscd = await startPcscd();
  });
  afterAll(() => pcscd.stop());
  beforeEach(async () => {
    server = await startLiveServer();
  });
  afterEach(async () => {
    await closeStations();
    await inserted?.remove();
    inserted = null;
    await server.close();
  });
}

export const open = (stock: object, more: object = {}): Promise<LaunchedStation> =>
  launchStation({ settings: { ...server.settings, stock }, roster: server.population.roster, ...more });

/** Replaces the card on the reader. */
export async function put(page: Page, raw: string): Promise<void> {
  await inserted?.remove();
  await page.getByTestId('reader').first().and(page.locator('[data-state="empty"]')).waitFor();
  inserted = await insertCard(VPCD_PORTS[0], gidsCard(raw));
  await page.getByTestId('reader').first().getByTestId('card-id').waitFor();
}

/** Replaces the system dialog, which tests cannot operate, with an answer in Electron. */
export async function answerDialog({ app, profile }: LaunchedStation, name: string, content: string | Uint8Array): Promise<void> {
  const file = join(profile, name);
  await writeFile(file, content);
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, file);
}

/** Presses Tab until an element has the focus. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${selector}`);
}

export const testId = (id: string): string => `[data-testid="${id}"]`;

export async function openImport(page: Page): Promise<void> {
  await openScreen(page, 'stock');
  await page.getByTestId('stock').waitFor();
  await tabTo(page, testId('stock-import'));
  await page.keyboard.press('Enter');
}

/** Imports the list in the dialog, reading card ids as Windows writes them. */
export async function importAsGuid(page: Page, done: string): Promise<void> {
  await openImport(page);
  await page.getByTestId('stock-import-order').waitFor();
  await tabTo(page, '[name="id-order"]');
  await page.keyboard.press('Space');
  await page.locator(`${testId('stock-import-run')}:enabled`).waitFor();
  await tabTo(page, testId('stock-import-run'));
  await page.keyboard.press('Enter');
  await page.getByTestId('stock-import-done').getByText(done).waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('stock-import-done').waitFor({ state: 'detached' });
}

/** Goes to the confirm step of a request with the card on the reader. */
export async function toConfirm(page: Page, requestId: string): Promise<void> {
  await openScreen(page, 'desk');
  await page.locator('.request-row').first().waitFor();
  await page.keyboard.press('Escape');
  await openConfirm(page, requestId);
}

/** Returns a request besides the example's that is ready for a card. */
export function otherRequest({ population }: LiveServer): string {
  const found = population.requests.find(({ request }) => request.Uuid !== example.requestId);
  if (found === undefined) throw new Error('There is no other request');
  return found.request.Uuid;
}

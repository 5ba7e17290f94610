import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { workbook } from '../electron/tables/xlsx.fixture.js';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { exportedJournal } from './exported-journal.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, launchStation, openScreen, type LaunchedStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './world.js';

/** Cards beside the example's, by the bytes they hold and as Windows writes those. */
const LOST = { raw: '101112131415161718191a1b1c1d1e1f', guid: '13121110-1514-1716-1819-1a1b1c1d1e1f' };
const STRANGER = { raw: '202122232425262728292a2b2c2d2e2f' };

let pcscd: Pcscd;
let server: LiveServer;
let inserted: VpcdCard | null = null;

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

const open = (stock: object, more: object = {}): Promise<LaunchedStation> =>
  launchStation({ settings: { ...server.settings, stock }, roster: server.population.roster, ...more });

/** Puts a card on the reader in place of the one that is there. */
async function put(page: Page, raw: string): Promise<void> {
  await inserted?.remove();
  await page.getByTestId('reader').first().and(page.locator('[data-state="empty"]')).waitFor();
  inserted = await insertCard(VPCD_PORTS[0], gidsCard(raw));
  await page.getByTestId('reader').first().getByTestId('card-id').waitFor();
}

/** The system's own dialog cannot be worked by a test: it is answered where Electron would ask. */
async function answerDialog({ app, profile }: LaunchedStation, name: string, content: string | Uint8Array): Promise<void> {
  const file = join(profile, name);
  await writeFile(file, content);
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, file);
}

/** Goes on with Tab until something has the focus, as a person without a mouse does. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${selector}`);
}

const testId = (id: string): string => `[data-testid="${id}"]`;

async function openImport(page: Page): Promise<void> {
  await openScreen(page, 'stock');
  await page.getByTestId('stock').waitFor();
  await tabTo(page, testId('stock-import'));
  await page.keyboard.press('Enter');
}

/** Imports the list of the dialog, read as Windows writes card ids. */
async function importAsGuid(page: Page, done: string): Promise<void> {
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

/** Goes to the confirm step for a request with the card on the reader. */
async function toConfirm(page: Page, requestId: string): Promise<void> {
  await openScreen(page, 'desk');
  await page.locator('.request-row').first().waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.type(requestId);
  await page.locator(`[data-request-id="${requestId}"][aria-selected="true"]`).waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
}

/** A request beside the example's that is ready for a card. */
function otherRequest({ population }: LiveServer): string {
  const found = population.requests.find(({ request }) => request.Uuid !== example.requestId);
  if (found === undefined) throw new Error('There is no other request');
  return found.request.Uuid;
}

it('in English: a list is imported by keyboard, a card of it binds and leaves the stock, others are refused and nothing is sent', async () => {
  const station = await open({ notInStock: 'refuse', used: 'refuse', lost: 'refuse', lowAt: 2 });
  const { page, profile } = station;
  await put(page, example.rawCardId);
  await openScreen(page, 'stock');
  await page.getByText('No cards in stock yet').waitFor();
  // As a spreadsheet of a few years ago saves it.
  const list = [
    'Card ID;Serial number;Box;Location;Status',
    `{${example.cardId}};SN-1;Box 1;Zoë;`,
    `{${LOST.guid}};SN-2;Box 1;Zoë;lost`,
    '30313233-3435-3637-3839-3a3b3c3d3e3f;SN-3;Box 2;Zoë;In stock',
    '40414243-4445-4647-4849-4a4b4c4d4e4f;SN-4;Box 2;Zoë;',
  ].join('\r\n');
  await answerDialog(station, 'cards.csv', Buffer.from(list, 'latin1'));

  await openImport(page);
  const dialog = page.getByTestId('stock-import-mapping');
  await dialog.getByText('cards.csv: 4 lines below the header').waitFor();
  // Nothing is guessed, but the card in the reader is a hint.
  await dialog.getByText('Say first how the card ids are written.').waitFor();
  expect(await dialog.getByTestId('stock-import-run').isDisabled()).toBe(true);
  expect(await dialog.locator('label', { hasText: 'The card in the reader is in the list' }).innerText()).toMatch(/^As Windows shows a card/);
  expect(await dialog.locator('td', { hasText: 'Zoë' }).count()).toBe(3);
  await page.keyboard.press('Escape');
  await importAsGuid(page, '4 cards were imported.');
  const left = page.getByTestId('stock-left');
  await left.getByRole('heading', { name: '3 cards left' }).waitFor();
  expect(await left.locator('tbody').innerText()).toMatch(/Zoë\s+Box 1\s+1\s+2\s+Zoë\s+Box 2\s+2\s+2/);

  await toConfirm(page, example.requestId);
  await page.getByTestId('confirm').getByText('In stock: Zoë · Box 1').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
  await page.getByTestId('warnings').getByText('Only 2 cards are left in stock.').waitFor();
  await openScreen(page, 'stock');
  await left.getByRole('heading', { name: '2 cards left' }).waitFor();
  await page.keyboard.type('SN-1');
  await page.getByText('1 card', { exact: true }).waitFor();
  await page.getByTestId('stock-card-status').getByText('Used').waitFor();
  expect(server.posts()).toHaveLength(1);

  const other = otherRequest(server);
  for (const [{ raw }, title, words] of [
    [STRANGER, 'Not in stock', /This card is not in the stock, and policy forbids binding such a card\. Nothing was sent\./],
    [LOST, 'Reported lost', /This card was reported lost, and policy forbids binding it\. Nothing was sent\./],
  ] as const) {
    await openScreen(page, 'desk');
    await put(page, raw);
    await page.getByTestId('reader').first().locator('[data-action="refuse"]', { hasText: title }).waitFor();
    expect(await page.getByTestId('reader').first().getByText('Ready to bind').count()).toBe(0);
    await toConfirm(page, other);
    await page.getByTestId('confirm').locator('[data-action="refuse"]', { hasText: title }).waitFor();
    await page.keyboard.press('Enter');
    expect(await page.getByTestId('failed').innerText()).toMatch(words);
    await page.keyboard.press('Escape');
  }
  expect(server.posts()).toHaveLength(1);

  await station.quit();
  const { entries } = await exportedJournal(profile);
  const events = entries.map(({ event }) => event);
  expect(events.filter((event) => event.startsWith('stock-') || event.startsWith('card-'))).toEqual(['stock-imported', 'card-refused-by-stock', 'card-refused-by-stock']);

  const again = await open({ lowAt: 2 }, { profile });
  await openScreen(again.page, 'stock');
  await again.page.getByTestId('stock-left').getByRole('heading', { name: '2 cards left' }).waitFor();
});

it('in Dutch: what is wrong is named by line, a workbook is taken, a card is warned of and bound, one that is reported lost is refused', async () => {
  const station = await open({ notInStock: 'warn' });
  const { page, profile } = station;
  await page.evaluate(() => window.station.call('station/setPreferences', { language: 'nl', theme: 'dark', textSize: 'normal', sounds: false }));
  await page.getByTestId('go-stock').getByText('Voorraad').waitFor();
  await openScreen(page, 'stock');
  await page.getByText('Nog geen kaarten in voorraad').waitFor();

  const header = ['Kaart-ID', 'Serienummer', 'Doos', 'Locatie'];
  await answerDialog(station, 'fout.xlsx', workbook([header, ['04a1b2', 'SN-1'], [LOST.guid, 'SN-2'], [LOST.guid.toUpperCase(), 'SN-3']]));
  await openImport(page);
  const problems = page.getByTestId('stock-import-problems');
  await problems.getByText('“04a1b2” is geen id dat te lezen is.').waitFor();
  await tabTo(page, '[name="id-order"]');
  await page.keyboard.press('Space');
  await problems.getByText('Het staat al op regel 3.').waitFor();
  expect(await problems.innerText()).toMatch(/Regel 2, Kaart-ID\s+“04a1b2”[^]*Regel 4, Kaart-ID\s+Het staat al op regel 3/);
  expect(await page.getByTestId('stock-import-run').isDisabled()).toBe(true);
  // The dialog hears a key while the focus is in it, which may take a moment after it was drawn anew.
  const mapping = page.getByTestId('stock-import-mapping');
  await mapping.locator(':focus').waitFor();
  await page.keyboard.press('Escape');
  await mapping.waitFor({ state: 'detached' });
  await page.getByText('Nog geen kaarten in voorraad').waitFor();

  await answerDialog(station, 'oud.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'));
  await openImport(page);
  await page.getByTestId('stock-import-refused').getByText('Het is een werkmap in de oude vorm').waitFor();
  await page.keyboard.press('Escape');

  await answerDialog(station, 'goed.xlsx', workbook([header, [LOST.guid, 'SN-2', 'A', 'Ieper'], ['30313233-3435-3637-3839-3a3b3c3d3e3f', 'SN-3', 'A', 'Ieper']]));
  await importAsGuid(page, '2 kaarten zijn ingelezen.');
  await page.getByTestId('stock-left').getByRole('heading', { name: 'Nog 2 kaarten' }).waitFor();
  // The next list with this header is read as this one was.
  await answerDialog(station, 'meer.csv', `${header.join(',')}\n${LOST.guid},SN-2,A,Ieper\n50515253-5455-5657-5859-5a5b5c5d5e5f,SN-5,B,Ieper\n`);
  await openImport(page);
  await page.getByText('De kolommen zijn die van de vorige keer').waitFor();
  await page.getByTestId('stock-import-problems').getByText('“SN-2” is er al.').waitFor();
  await tabTo(page, '.import-known input');
  await page.keyboard.press('Space');
  await page.locator(`${testId('stock-import-run')}:enabled`).waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('stock-import-done').getByText('1 kaart is ingelezen.').waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('stock-left').getByRole('heading', { name: 'Nog 3 kaarten' }).waitFor();

  // A card the stock does not know: warned of, and bound.
  await openScreen(page, 'desk');
  await put(page, example.rawCardId);
  await page.getByTestId('reader').first().locator('[data-action="warn"]', { hasText: 'Niet in voorraad' }).waitFor();
  await toConfirm(page, example.requestId);
  await page.getByTestId('confirm').locator('[data-action="warn"]', { hasText: 'De voorraad kent deze kaart niet. Ze kan worden gekoppeld' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
  expect(server.posts()).toHaveLength(1);

  // A card is reported lost by keyboard, with the reason; from then on it is refused.
  await openScreen(page, 'stock');
  await page.getByTestId('stock-left').waitFor();
  await tabTo(page, '[role="combobox"]');
  await page.keyboard.type('SN-2');
  await page.getByText('1 kaart', { exact: true }).waitFor();
  await tabTo(page, `${testId('stock-card')} button:last-of-type`);
  await page.keyboard.press('Enter');
  await page.keyboard.type('in de gracht gevallen');
  await page.keyboard.press('Enter');
  await page.getByTestId('stock-card').getByText('in de gracht gevallen').waitFor();
  await openScreen(page, 'desk');
  await put(page, LOST.raw);
  await page.getByTestId('reader').first().locator('[data-action="refuse"]', { hasText: 'Als verloren gemeld' }).waitFor();
  const other = otherRequest(server);
  await toConfirm(page, other);
  await page.keyboard.press('Enter');
  await page.getByTestId('failed').getByText('Deze kaart is als verloren gemeld, en het beleid verbiedt ze te koppelen. Er is niets verzonden.').waitFor();
  expect(server.posts()).toHaveLength(1);

  await station.quit();
  const { entries } = await exportedJournal(profile);
  expect(entries.map(({ event }) => event).filter((event) => !['opened', 'submitting', 'answered'].includes(event))).toEqual([
    'stock-imported',
    'stock-imported',
    'card-warned-of-by-stock',
    'intended',
    'stock-marked',
    'card-refused-by-stock',
  ]);
});

it('a training station has a stock of its own, which is gone the next time', async () => {
  const settings = { training: { readers: 'on' } };
  const station = await launchStation({ settings });
  await answerDialog(station, 'cards.csv', 'Serial number,Box\nSN-1,A\nSN-2,A\n');
  await openImport(station.page);
  await station.page.getByText('Without card ids the stock only counts').waitFor();
  await station.page.locator(`${testId('stock-import-run')}:enabled`).waitFor();
  await station.page.keyboard.press('Enter');
  await station.page.getByText('2 cards were imported.').waitFor();
  await station.quit();
  const again = await launchStation({ settings, profile: station.profile });
  await openScreen(again.page, 'stock');
  await again.page.getByText('No cards in stock yet').waitFor();
});

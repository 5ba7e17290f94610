import { expect, it } from 'vitest';
import { exportedJournal } from './exported-journal.js';
import { openScreen } from './station.js';
import {
  answerDialog,
  importAsGuid,
  LOST,
  open,
  openImport,
  otherRequest,
  put,
  server,
  STRANGER,
  toConfirm,
  onStockDesk,
} from './stock.js';
import { example } from './live-server.js';

onStockDesk();

it('in English: a list is imported with the keyboard, a card of it is bound and leaves the stock, others are refused and nothing is sent', async () => {
  const station = await open({ notInStock: 'refuse', used: 'refuse', lost: 'refuse', lowAt: 2 });
  const { page, profile } = station;
  await put(page, example.rawCardId);
  await openScreen(page, 'stock');
  await page.getByText('No cards imported yet').waitFor();
  // As an older spreadsheet program saves it.
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
  await dialog.getByText('First choose how the card IDs are written.').waitFor();
  expect(await dialog.getByTestId('stock-import-run').isDisabled()).toBe(true);
  expect(await dialog.locator('label', { hasText: 'the list contains the card in the reader' }).innerText()).toMatch(
    /^As shown in Windows/,
  );
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
  await page.getByTestId('warnings').getByText('Only 2 cards are left in the card stock.').waitFor();
  await openScreen(page, 'stock');
  await left.getByRole('heading', { name: '2 cards left' }).waitFor();
  await page.keyboard.type('SN-1');
  await page.getByText('1 card', { exact: true }).waitFor();
  await page.getByTestId('stock-card-status').getByText('Used').waitFor();
  expect(server.posts()).toHaveLength(1);

  const other = otherRequest(server);
  for (const [{ raw }, title, words] of [
    [STRANGER, 'Not in stock', /This card is not in the card stock, and the settings do not allow such cards\. Nothing was sent\./],
    [LOST, 'Reported lost', /This card was reported lost, and the settings do not allow binding it\. Nothing was sent\./],
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
  expect(events.filter((event) => event.startsWith('stock-') || event.startsWith('card-'))).toEqual([
    'stock-imported',
    'card-refused-by-stock',
    'card-refused-by-stock',
  ]);
});

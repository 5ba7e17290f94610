import { expect, it } from 'vitest';
import { workbook } from '../electron/tables/xlsx.fixture.js';
import { exportedJournal } from './exported-journal.js';
import { launchStation, openScreen } from './station.js';
import {
  answerDialog,
  importAsGuid,
  LOST,
  open,
  openImport,
  otherRequest,
  put,
  server,
  tabTo,
  testId,
  toConfirm,
  onStockDesk,
} from './stock.js';
import { example } from './live-server.js';

onStockDesk();

it('in Dutch: errors are named by line, a workbook is imported, a card is bound after a warning, and a lost one is refused', async () => {
  const station = await open({ notInStock: 'warn' });
  const { page, profile } = station;
  await page.evaluate(() =>
    window.station.call('station/setPreferences', { language: 'nl', theme: 'dark', textSize: 'normal', sounds: false }),
  );
  await page.getByTestId('go-stock').getByText('Voorraad').waitFor();
  await openScreen(page, 'stock');
  await page.getByText('Nog geen kaarten geïmporteerd').waitFor();

  const header = ['Kaart-ID', 'Serienummer', 'Doos', 'Locatie'];
  await answerDialog(station, 'fout.xlsx', workbook([header, ['04a1b2', 'SN-1'], [LOST.guid, 'SN-2'], [LOST.guid.toUpperCase(), 'SN-3']]));
  await openImport(page);
  const problems = page.getByTestId('stock-import-problems');
  await problems.getByText('“04a1b2” is geen geldige ID.').waitFor();
  await tabTo(page, '[name="id-order"]');
  await page.keyboard.press('Space');
  await problems.getByText('Zelfde als regel 3.').waitFor();
  expect(await problems.innerText()).toMatch(/Regel 2, Kaart-ID\s+“04a1b2”[^]*Regel 4, Kaart-ID\s+Zelfde als regel 3/);
  expect(await page.getByTestId('stock-import-run').isDisabled()).toBe(true);
  // The dialog receives keys only while it has the focus, which may take a moment after rendering.
  const mapping = page.getByTestId('stock-import-mapping');
  await mapping.and(page.locator(':focus, :focus-within')).waitFor();
  await page.keyboard.press('Escape');
  await mapping.waitFor({ state: 'detached' });
  await page.getByText('Nog geen kaarten geïmporteerd').waitFor();

  await answerDialog(station, 'oud.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'));
  await openImport(page);
  await page.getByTestId('stock-import-refused').getByText('Oude werkmapindeling').waitFor();
  await page.keyboard.press('Escape');

  await answerDialog(
    station,
    'goed.xlsx',
    workbook([header, [LOST.guid, 'SN-2', 'A', 'Ieper'], ['30313233-3435-3637-3839-3a3b3c3d3e3f', 'SN-3', 'A', 'Ieper']]),
  );
  await importAsGuid(page, '2 kaarten zijn geïmporteerd.');
  await page.getByTestId('stock-left').getByRole('heading', { name: 'Nog 2 kaarten' }).waitFor();
  // The next list with this header keeps the mapping.
  await answerDialog(
    station,
    'meer.csv',
    `${header.join(',')}\n${LOST.guid},SN-2,A,Ieper\n50515253-5455-5657-5859-5a5b5c5d5e5f,SN-5,B,Ieper\n`,
  );
  await openImport(page);
  await page.getByText('De kolommen zijn ingesteld zoals bij uw vorige lijst').waitFor();
  await page.getByTestId('stock-import-problems').getByText('“SN-2” bestaat al.').waitFor();
  await tabTo(page, '.import-known input');
  await page.keyboard.press('Space');
  await page.locator(`${testId('stock-import-run')}:enabled`).waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('stock-import-done').getByText('1 kaart is geïmporteerd.').waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('stock-left').getByRole('heading', { name: 'Nog 3 kaarten' }).waitFor();

  // A card that is not in the stock: a warning, and it is bound.
  await openScreen(page, 'desk');
  await put(page, example.rawCardId);
  await page.getByTestId('reader').first().locator('[data-action="warn"]', { hasText: 'Niet in voorraad' }).waitFor();
  await toConfirm(page, example.requestId);
  await page
    .getByTestId('confirm')
    .locator('[data-action="warn"]', { hasText: 'Deze kaart staat niet in de kaartvoorraad. U kunt de kaart koppelen' })
    .waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
  expect(server.posts()).toHaveLength(1);

  // A card is marked as lost with the keyboard, with a reason; from then on it is refused.
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
  await page
    .getByTestId('failed')
    .getByText('Deze kaart is als verloren gemeld en de instellingen staan niet toe deze te koppelen. Er is niets verzonden.')
    .waitFor();
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

  // One of the three is lost; the other two are still there after a restart.
  const again = await open({}, { profile });
  await openScreen(again.page, 'stock');
  await again.page.getByTestId('stock-left').getByRole('heading', { name: 'Nog 2 kaarten' }).waitFor();
});

it('a training station has its own stock, which is gone after a restart', async () => {
  const settings = { training: { readers: 'on' } };
  const station = await launchStation({ settings });
  await answerDialog(station, 'cards.csv', 'Serial number,Box\nSN-1,A\nSN-2,A\n');
  await openImport(station.page);
  await station.page.getByText('Without card IDs, the stock can only be counted').waitFor();
  await station.page.locator(`${testId('stock-import-run')}:enabled`).waitFor();
  await station.page.keyboard.press('Enter');
  await station.page.getByText('2 cards were imported.').waitFor();
  await station.quit();
  const again = await launchStation({ settings, profile: station.profile });
  await openScreen(again.page, 'stock');
  await again.page.getByText('No cards imported yet').waitFor();
});

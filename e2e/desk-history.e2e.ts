import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closeStations, describeFailed, launchStation, openScreen, type LaunchedStation } from './station.js';
import { example } from './live-server.js';

/** One station for both tests, in order: the second shows what the first did. */
let station: LaunchedStation;
beforeAll(async () => {
  station = await launchStation({ settings: { training: { readers: 'on' } } });
});
afterEach(describeFailed);
afterAll(closeStations);

/** Binds a request, by default the first of the list, to a fresh training card, and waits for the result. */
async function bind(
  { page }: LaunchedStation,
  cardNumber: number,
  answer: 'accept' | 'refuse',
  state: string,
  requestId?: string,
): Promise<void> {
  await page.evaluate((n) => window.station.call('training/insertCard', { readerId: 'Training reader 1', cardNumber: n }), cardNumber);
  await page.getByTestId('reader').getByText('Ready to bind').waitFor();
  await page.evaluate((next) => window.station.call('training/setNextAnswer', { nextAnswer: next }), answer);
  await page.keyboard.press('Escape');
  if (requestId === undefined) await page.keyboard.press('ArrowDown');
  else await page.keyboard.type(requestId);
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await page.keyboard.press('Enter');
  await page.locator(`[data-testid="outcome"][data-state="${state}"]`).waitFor();
}

it('History finds every binding, shows its entries, exports and prints', async () => {
  const { page, app, profile } = station;
  await bind(station, 1, 'accept', 'bound', example.requestId);
  await bind(station, 2, 'refuse', 'refused');
  await openScreen(page, 'history');
  await page.getByTestId('history').getByText('2 bindings').waitFor();

  await page.keyboard.type('noor velden');
  await page.getByText('1 binding', { exact: true }).waitFor();
  const detail = page.getByTestId('binding-detail');
  await detail.getByTestId('evidence-smartcard').filter({ hasText: 'api/v1.0/smartcards/17cf063d' }).waitFor();
  expect(await detail.getByTestId('entries').innerText()).toMatch(/Confirmed by the operator[^]*Sent to the server[^]*The server accepted/);
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'State' }).selectOption('refused');
  await detail.getByRole('button', { name: 'Close with note' }).click();
  await page.getByLabel('Reason, for the journal').fill('Told the administrator, card set aside');
  await page.keyboard.press('Enter');
  await page.getByText('No bindings found').waitFor();
  await page.getByRole('combobox', { name: 'State' }).selectOption('bound');
  await detail.getByRole('button', { name: 'Print receipt' }).waitFor();

  for (const ending of ['csv', 'json'] as const) {
    const file = join(profile, `export.${ending}`);
    // Tests cannot operate system dialogs, so the call in Electron is replaced.
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, file);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByText(`entries saved to ${file}`).waitFor();
    const text = await readFile(file, 'utf8');
    expect(text).toContain('Noor van der Velden');
    expect(text).toContain('refused');
  }

  // On paper there is only the receipt, on one page, and only while printing. The system dialog stays open.
  await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) throw new Error('There is no window');
    contents.print = (_options, done) => {
      Object.assign(globalThis, { endPrinting: () => done?.(true, '') });
    };
  });
  await page.keyboard.press('Control+p');
  await page.getByTestId('receipt').waitFor({ state: 'attached' });
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByTestId('receipt').isVisible()).toBe(true);
  expect(await page.getByTestId('history').isVisible()).toBe(false);
  await page.emulateMedia({ media: 'screen' });
  expect(await page.getByTestId('receipt').isVisible()).toBe(false);
  const pages = await app.evaluate(async ({ BrowserWindow }) => {
    const pdf = await BrowserWindow.getAllWindows()[0]?.webContents.printToPDF({});
    return pdf?.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length;
  });
  expect(pages).toBe(1);
  await expect
    .poll(() => app.evaluate(() => (globalThis as { endPrinting?: () => void }).endPrinting !== undefined), { timeout: 10_000 })
    .toBe(true);
  await app.evaluate(() => (globalThis as { endPrinting?: () => void }).endPrinting?.());
  await page.getByTestId('receipt').waitFor({ state: 'detached' });

  // A canceled dialog writes nothing and reports no error.
  await app.evaluate(({ dialog }) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: true, filePath: '' });
  });
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByText('entries saved to').waitFor({ state: 'detached' });
});

it('Diagnostics shows readers, journal, server, versions and log, and its support file holds no personal data', async () => {
  const { page, app, profile } = station;
  await openScreen(page, 'desk');
  const cardId = await page.getByTestId('card-id').first().innerText();
  await openScreen(page, 'diagnostics');
  const screen = page.getByTestId('diagnostics');
  await screen.locator('tr', { hasText: 'bind' }).waitFor();
  await screen.getByText('none; training saves nothing').waitFor();
  await screen.getByText('Electron', { exact: true }).waitFor();
  await screen.getByText('the station is open').waitFor();
  await screen.getByText(cardId).waitFor();
  await screen.getByRole('button', { name: 'Verify journal' }).click();
  expect(await screen.getByTestId('journal-sound').innerText()).toMatch(/Intact: \d+ entries/);

  const file = join(profile, 'support.json');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await screen.getByRole('button', { name: 'Save support file' }).click();
  await screen.getByText(`Saved to ${file}`).waitFor();
  const support = await readFile(file, 'utf8');
  for (const secret of ['Noor', 'Velden', 'nvelden', '10231', cardId]) expect(support).not.toContain(secret);
  expect(JSON.parse(support)).toMatchObject({
    diagnostics: { journal: { bindings: 2, protection: 'none' } },
    bindings: [{ state: { state: 'given-up' } }, { state: { state: 'bound' } }],
  });
});

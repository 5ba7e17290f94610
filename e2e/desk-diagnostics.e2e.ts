import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { closeStations, launchStation, openScreen } from './station.js';

afterEach(closeStations);

it('Diagnostics tells readers, journal, server, versions and log, and its support file holds no personal data', async () => {
  const { page, app, profile } = await launchStation({ settings: { training: { readers: 'on' } } });
  await page.evaluate(() => window.station.call('training/insertCard', { readerId: 'Training reader 1', cardNumber: 1 }));
  await page.getByTestId('reader').getByText('Ready to bind').waitFor();
  const cardId = await page.getByTestId('card-id').first().innerText();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();

  await openScreen(page, 'diagnostics');
  const screen = page.getByTestId('diagnostics');
  await screen.locator('tr', { hasText: 'bind' }).waitFor();
  await screen.getByText('none: training keeps nothing').waitFor();
  await screen.getByText('Electron', { exact: true }).waitFor();
  await screen.getByText('the station is open').waitFor();
  await screen.getByText(cardId).waitFor();
  await screen.getByRole('button', { name: 'Check the chain now' }).click();
  expect(await screen.getByTestId('journal-sound').innerText()).toMatch(/Sound: \d+ entries/);

  const file = join(profile, 'support.json');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await screen.getByRole('button', { name: 'Save a support file' }).click();
  await screen.getByText(`Written to ${file}`).waitFor();
  const text = await readFile(file, 'utf8');
  for (const secret of ['Noor', 'Velden', 'nvelden', '10231', cardId]) expect(text).not.toContain(secret);
  expect(JSON.parse(text)).toMatchObject({
    diagnostics: { journal: { bindings: 1, protection: 'none' } },
    bindings: [{ state: { state: 'bound' } }],
  });
});

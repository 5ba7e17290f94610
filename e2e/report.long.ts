import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { pressByKeyboard } from './by-keyboard.js';
import { checkDayReport } from './report-day.js';
import { answerSaveDialog, profileWith, today, tool } from './report-profile.js';
import { closeStations, launchStation, openScreen } from './station.js';

afterEach(closeStations);

it('the report of a shift over midnight, in Dutch and with the keyboard alone, contains only its own bindings', async () => {
  const evening = today(-60);
  const profile = await profileWith([
    { n: 1, at: today(-11 * 60), person: 'Bo Ng', operator: 'vroeg' },
    { n: 2, at: evening, person: 'Žofie Dvořák', operator: 'laat' },
    { n: 3, at: today(60), person: 'Noor van der Velden', operator: 'laat' },
  ]);
  await writeFile(join(profile, 'preferences.json'), JSON.stringify({ language: 'nl', theme: 'dark' }));
  const { page, app } = await launchStation({ profile });
  // Chromium writes its date fields in this language.
  expect(await page.evaluate(() => navigator.language)).toBe('nl');
  await openScreen(page, 'report');
  await page.getByTestId('paper-page').first().waitFor();
  await page.getByRole('radio', { name: 'een dag' }).focus();
  await page.keyboard.press('ArrowRight');
  const day = new Date(evening);
  await page
    .getByLabel('Dag', { exact: true })
    .fill([day.getFullYear(), String(day.getMonth() + 1).padStart(2, '0'), String(day.getDate()).padStart(2, '0')].join('-'));
  await page.getByLabel('Van', { exact: true }).fill('22:00');
  await page.getByLabel('Tot', { exact: true }).fill('06:00');
  await page.getByText('De dienst eindigt op de volgende dag.').waitFor();
  const paper = page.getByTestId('report').getByTestId('paper-page');
  await paper.getByText('Dienstrapport', { exact: true }).waitFor();
  await paper.getByText('Žofie Dvořák').waitFor();
  await paper.getByText('Noor van der Velden').waitFor();
  expect(await paper.getByText('Bo Ng').count()).toBe(0);

  const pdf = join(profile, 'verslag.pdf');
  await answerSaveDialog(app, pdf);
  await pressByKeyboard(page, 'Opslaan als PDF');
  await page.getByText(`Opgeslagen in ${pdf}`).waitFor();
  const text = tool('pdftotext', '-layout', pdf, '-').replaceAll(/\s+/g, ' ');
  expect(text).toContain('laat 2 0 0 0 0 2');
  expect(text).toContain('Pagina 1 van 2');
  expect(text).toContain('Overgedragen (naam, datum, handtekening)');
  expect(text).not.toContain('Bo Ng');

  // A canceled dialog writes nothing and reports no error.
  await answerSaveDialog(app, '');
  await pressByKeyboard(page, 'Opslaan als CSV');
  await page.getByText('Opgeslagen in').waitFor({ state: 'detached' });
});

it('the report of a day with 400 bindings is saved with the keyboard', { timeout: 180_000 }, () => checkDayReport(400));

import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import * as z from 'zod';
import { fillJournal, type Told } from '../electron/store/big-journal.fixture.js';
import { adoptJournal } from '../electron/store/journal-head.fixture.js';
import { JournalFile } from '../electron/store/journal-file.js';
import type { ElectronApplication, Page } from 'playwright-core';
import { exportedJournal } from './exported-journal.js';
import { closeStations, launchStation, makeProfile, openScreen } from './station.js';

afterEach(closeStations);

const KEY = 'cd'.repeat(32);
const operators = ['EXAMPLE\\nvelden', 'EXAMPLE\\maximiliaan.wolfeschlegelsteinhausen-van-nieuwenhuijzen', 'pieterse@example.org'];
const names = ['Noor van der Velden', 'Wilhelmina van der Meulen-van Nieuwenhuijzen tot Oosterwijk-Featherstonehaugh', 'Bo Ng', 'Žofie Dvořák'];

/** Today, at so many minutes after midnight by this computer's clock. */
function today(minutes: number): string {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate(), 0, minutes).toISOString();
}

const answered = { correlationId: '17cf063d-e337-4aa9-a822-346554ddd3c9', message: 'The smart card policy of this profile template does not allow it.' };
const error = { code: 'network', layer: 'tcp', reached: false, detail: 'refused' } as const;

/** A day's 400 bindings of three operators: most bound, some refused, some waiting, some for a person. */
function day(): Told[] {
  return Array.from({ length: 400 }, (_, index): Told => {
    const state: Told['state'] =
      index % 67 === 5
        ? { state: 'refused', error: { code: 'forbidden', status: 403, ...answered } }
        : index % 80 === 7
          ? { state: 'waiting', attempt: 1, nextTryAt: today(1), mayHaveReached: false, error, checks: 0 }
          : index % 133 === 9
            ? { state: 'attention', reason: 'conflict', evidence: 'The request has smartcard 17cf063d-e337-4aa9-a822-346554ddd3c9 with card id bc88f13f-83ba-4037-8262-46eba1291c6e.', error: null, attempt: 1 }
            : { state: 'bound', status: 204, smartcardUri: null };
    return { n: index + 1, at: today(index), operator: operators[index % 3] ?? '', person: names[index % 4] ?? '', state };
  });
}

/** A profile whose journal has these bindings, of a station whose server takes no connection. */
async function profileWith(told: readonly Told[]): Promise<string> {
  const profile = await makeProfile({ settings: { server: { url: 'http://127.0.0.1:9' }, pollSeconds: 3600 } });
  const folder = join(profile, 'journal');
  await mkdir(folder);
  const path = join(folder, 'journal.db');
  new JournalFile({ path, key: KEY, context: { operator: 'desk', station: 'DESK-01' }, now: () => new Date(today(0)), monotonicMs: () => 0 }).close();
  fillJournal(path, KEY, told);
  adoptJournal(folder, KEY);
  await writeFile(join(folder, 'journal.key'), JSON.stringify({ version: 1, protection: 'file', data: Buffer.from(KEY).toString('base64') }), { mode: 0o600 });
  return profile;
}

/** Presses Tab until the named button has the keyboard, then Enter. */
async function pressByKeyboard(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name });
  for (let tabs = 0; tabs < 60; tabs += 1) {
    if (await button.evaluate((element) => element === document.activeElement)) return page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${name}`);
}

/** Answers the system's dialog, which a test cannot work, where Electron would ask. */
function answerSaveDialog(app: ElectronApplication, filePath: string): Promise<void> {
  return app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: path === '', filePath: path });
  }, filePath);
}

function tool(name: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(name, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return stdout;
}

const entrySchema = z.object({ body: z.string() });
const bodySchema = z.object({ operator: z.string(), event: z.string(), at: z.string(), binding: z.object({ bindingId: z.string(), state: z.object({ state: z.string() }) }).optional() });

/** What the journal itself says: for each operator who confirmed, how many bindings are in each state. */
async function countsOf(file: string): Promise<Map<string, Map<string, number>>> {
  const bodies = (await readFile(file, 'utf8')).trim().split('\n').slice(0, -1).map((line) => bodySchema.parse(JSON.parse(entrySchema.parse(JSON.parse(line)).body)));
  const [confirmedBy, state] = [new Map<string, string>(), new Map<string, string>()];
  for (const { binding, event, operator } of bodies) {
    if (binding === undefined) continue;
    if (event === 'intended') confirmedBy.set(binding.bindingId, operator);
    state.set(binding.bindingId, binding.state.state);
  }
  const counts = new Map<string, Map<string, number>>();
  for (const [bindingId, operator] of confirmedBy) {
    const own = counts.get(operator) ?? new Map<string, number>();
    counts.set(operator, own.set(state.get(bindingId) ?? '', (own.get(state.get(bindingId) ?? '') ?? 0) + 1));
  }
  return counts;
}

it('the report of a day with 400 bindings: saved by keyboard, and its figures are the journal’s', { timeout: 180_000 }, async () => {
  const profile = await profileWith(day());
  const station = await launchStation({ profile });
  const { page, app } = station;
  await openScreen(page, 'report');
  await page.getByTestId('paper-page').first().waitFor();
  const pdf = join(profile, 'report.pdf');
  await answerSaveDialog(app, pdf);
  await pressByKeyboard(page, 'Save as PDF');
  await page.getByText(`Written to ${pdf}`).waitFor();
  const csv = join(profile, 'report.csv');
  await answerSaveDialog(app, csv);
  await pressByKeyboard(page, 'Save as CSV');
  await page.getByText(`Written to ${csv}`).waitFor();
  const pagesOnScreen = await page.getByTestId('report').getByTestId('paper-page').count();
  await station.quit();
  const { file } = await exportedJournal(profile);
  const counts = await countsOf(file);

  // Every page is one sheet, with the table's head above its rows and its number at the foot.
  const pages = tool('pdftotext', '-layout', pdf, '-').split('\f').slice(0, -1);
  expect(pages).toHaveLength(pagesOnScreen);
  expect(tool('pdfinfo', pdf)).toMatch(/Page size: +59\d(\.\d+)? x 84\d(\.\d+)? pts \(A4\)/);
  pages.forEach((text, index) => {
    expect(text).toContain(`Page ${String(index + 1)} of ${String(pages.length)}`);
  });
  const list = pages.slice(pages.findIndex((text) => text.includes('Every binding')));
  for (const text of list) expect(text).toMatch(/No\. +Confirmed +Person +Profile template +State/);

  // The figures, against the journal's own entries.
  const text = pages.join('\n').replaceAll(/\s+/g, ' ');
  const of = (own: ReadonlyMap<string, number> | undefined, ...states: string[]): number => states.reduce((sum, state) => sum + (own?.get(state) ?? 0), 0);
  const line = (own: ReadonlyMap<string, number> | undefined): string =>
    [of(own, 'bound'), of(own, 'refused'), of(own, 'waiting', 'uncertain', 'intended', 'submitting'), of(own, 'attention'), of(own, 'withdrawn', 'given-up'), of(own, ...(own?.keys() ?? []))].join(' ');
  const all = new Map<string, number>();
  for (const own of counts.values()) for (const [state, count] of own) all.set(state, (all.get(state) ?? 0) + count);
  expect(text).toContain(`All ${line(all)}`);
  expect(text).toContain(`${operators[0] ?? ''} ${line(counts.get(operators[0] ?? ''))}`);
  expect(text).toContain(`${operators[2] ?? ''} ${line(counts.get(operators[2] ?? ''))}`);
  expect(of(all, 'attention')).toBeGreaterThan(0);
  // Each number of the list once, and each binding's card beside it.
  for (let n = 1; n <= 400; n += 1) expect(text).toContain(`00000000-0000-4000-8000-${(0x2000 + n).toString(16).padStart(12, '0')}`);
  expect(text).toContain('Handed over (name, date, signature)');
  expect(text).toContain(answered.message);

  const rows = (await readFile(csv, 'utf8')).trim().split('\r\n');
  expect(rows).toHaveLength(401);
  expect(rows.filter((row) => row.includes(',refused,'))).toHaveLength(of(all, 'refused'));
  // No more of a person than the name.
  for (const data of ['nvelden@', 'Facility Services', '10231']) expect(`${text}${rows.join('\n')}`).not.toContain(data);
});

it('a shift over midnight in Dutch, by keyboard alone; what belongs to neither is not in it', async () => {
  const evening = today(-60);
  const profile = await profileWith([
    { n: 1, at: today(-11 * 60), person: 'Bo Ng', operator: 'vroeg' },
    { n: 2, at: evening, person: 'Žofie Dvořák', operator: 'laat' },
    { n: 3, at: today(60), person: 'Noor van der Velden', operator: 'laat' },
  ]);
  await writeFile(join(profile, 'preferences.json'), JSON.stringify({ language: 'nl', theme: 'dark' }));
  const { page, app } = await launchStation({ profile });
  await openScreen(page, 'report');
  await page.getByTestId('paper-page').first().waitFor();
  await page.getByRole('radio', { name: 'een dag' }).focus();
  await page.keyboard.press('ArrowRight');
  const day = new Date(evening);
  await page.getByLabel('Dag', { exact: true }).fill([day.getFullYear(), String(day.getMonth() + 1).padStart(2, '0'), String(day.getDate()).padStart(2, '0')].join('-'));
  await page.getByLabel('Van', { exact: true }).fill('22:00');
  await page.getByLabel('Tot', { exact: true }).fill('06:00');
  await page.getByText('De dienst eindigt op de dag erna.').waitFor();
  const paper = page.getByTestId('report').getByTestId('paper-page');
  await paper.getByText('Dienstverslag', { exact: true }).waitFor();
  await paper.getByText('Žofie Dvořák').waitFor();
  await paper.getByText('Noor van der Velden').waitFor();
  expect(await paper.getByText('Bo Ng').count()).toBe(0);

  const pdf = join(profile, 'verslag.pdf');
  await answerSaveDialog(app, pdf);
  await pressByKeyboard(page, 'Opslaan als PDF');
  await page.getByText(`Geschreven naar ${pdf}`).waitFor();
  const text = tool('pdftotext', '-layout', pdf, '-').replaceAll(/\s+/g, ' ');
  expect(text).toContain('laat 2 0 0 0 0 2');
  expect(text).toContain('Pagina 1 van 2');
  expect(text).toContain('Overgedragen (naam, datum, handtekening)');
  expect(text).not.toContain('Bo Ng');

  // A dialog that is closed without a choice writes nothing and complains of nothing.
  await answerSaveDialog(app, '');
  await pressByKeyboard(page, 'Opslaan als CSV');
  await page.getByText('Geschreven naar').waitFor({ state: 'detached' });
});

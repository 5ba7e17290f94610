import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import * as z from 'zod';
import type { JournalTotals } from '../electron/store/big-journal.fixture.js';
import { pressByKeyboard } from './by-keyboard.js';
import { exportedJournal } from './exported-journal.js';
import { answerSaveDialog, profileWith, today, tool } from './report-profile.js';
import { launchStation, openScreen } from './station.js';

const operators = ['EXAMPLE\\nvelden', 'EXAMPLE\\maximiliaan.wolfeschlegelsteinhausen-van-nieuwenhuijzen', 'pieterse@example.org'];
const names = [
  'Noor van der Velden',
  'Wilhelmina van der Meulen-van Nieuwenhuijzen tot Oosterwijk-Featherstonehaugh',
  'Bo Ng',
  'Žofie Dvořák',
];

const answered = {
  correlationId: '17cf063d-e337-4aa9-a822-346554ddd3c9',
  message: 'The smart card policy of this profile template does not allow it.',
};
const error = { code: 'network', layer: 'tcp', reached: false, detail: 'refused' } as const;

/** Returns a day's bindings of three operators: most bound, some refused, some queued, some needing attention. */
function day(count: number): JournalTotals[] {
  return Array.from({ length: count }, (_, index): JournalTotals => {
    const state: JournalTotals['state'] =
      index % 67 === 5
        ? { state: 'refused', error: { code: 'forbidden', status: 403, ...answered } }
        : index % 80 === 7
          ? { state: 'waiting', attempt: 1, nextTryAt: today(1), mayHaveReached: false, error, checks: 0 }
          : index % 133 === 9
            ? {
                state: 'attention',
                reason: 'conflict',
                evidence:
                  'The request has smartcard 17cf063d-e337-4aa9-a822-346554ddd3c9 with card id bc88f13f-83ba-4037-8262-46eba1291c6e.',
                error: null,
                attempt: 1,
              }
            : { state: 'bound', status: 204, smartcardUri: null };
    return { n: index + 1, at: today(index), operator: operators[index % 3] ?? '', person: names[index % 4] ?? '', state };
  });
}

const entrySchema = z.object({ body: z.string() });
const bodySchema = z.object({
  operator: z.string(),
  event: z.string(),
  at: z.string(),
  binding: z.object({ bindingId: z.string(), state: z.object({ state: z.string() }) }).optional(),
});

/** Returns what the journal says: for each confirming operator the number of bindings in each state. */
async function countsOf(file: string): Promise<Map<string, Map<string, number>>> {
  const bodies = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .slice(0, -1)
    .map((line) => bodySchema.parse(JSON.parse(entrySchema.parse(JSON.parse(line)).body)));
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

/** Saves the report of a day with this many bindings, with the keyboard, and compares its numbers with the journal. */
export async function checkDayReport(count: number): Promise<void> {
  const profile = await profileWith(day(count));
  const station = await launchStation({ profile });
  const { page, app } = station;
  await openScreen(page, 'report');
  await page.getByTestId('paper-page').first().waitFor();
  const pdf = join(profile, 'report.pdf');
  await answerSaveDialog(app, pdf);
  await pressByKeyboard(page, 'Save as PDF');
  await page.getByText(`Saved to ${pdf}`).waitFor();
  const csv = join(profile, 'report.csv');
  await answerSaveDialog(app, csv);
  await pressByKeyboard(page, 'Save as CSV');
  await page.getByText(`Saved to ${csv}`).waitFor();
  const pagesOnScreen = await page.getByTestId('report').getByTestId('paper-page').count();
  await station.quit();
  const { file } = await exportedJournal(profile);
  const counts = await countsOf(file);

  // Every page is one sheet, with the table head above its rows and a page number.
  const pages = tool('pdftotext', '-layout', pdf, '-').split('\f').slice(0, -1);
  expect(pages).toHaveLength(pagesOnScreen);
  expect(tool('pdfinfo', pdf)).toMatch(/Page size: +59\d(\.\d+)? x 84\d(\.\d+)? pts \(A4\)/);
  pages.forEach((text, index) => {
    expect(text).toContain(`Page ${String(index + 1)} of ${String(pages.length)}`);
  });
  const list = pages.slice(pages.findIndex((text) => text.includes('All bindings')));
  for (const text of list) expect(text).toMatch(/No\. +Confirmed +Person +Profile template +State/);

  // The numbers, compared with the journal's entries.
  const text = pages.join('\n').replaceAll(/\s+/g, ' ');
  const of = (own: ReadonlyMap<string, number> | undefined, ...states: string[]): number =>
    states.reduce((sum, state) => sum + (own?.get(state) ?? 0), 0);
  const line = (own: ReadonlyMap<string, number> | undefined): string =>
    [
      of(own, 'bound'),
      of(own, 'refused'),
      of(own, 'waiting', 'uncertain', 'intended', 'submitting'),
      of(own, 'attention'),
      of(own, 'withdrawn', 'given-up'),
      of(own, ...(own?.keys() ?? [])),
    ].join(' ');
  const all = new Map<string, number>();
  for (const own of counts.values()) for (const [state, count] of own) all.set(state, (all.get(state) ?? 0) + count);
  expect(text).toContain(`All ${line(all)}`);
  expect(text).toContain(`${operators[0] ?? ''} ${line(counts.get(operators[0] ?? ''))}`);
  expect(text).toContain(`${operators[2] ?? ''} ${line(counts.get(operators[2] ?? ''))}`);
  expect(of(all, 'attention')).toBeGreaterThan(0);
  // Each number of the list once, with its binding's card beside it.
  for (let n = 1; n <= count; n += 1) expect(text).toContain(`00000000-0000-4000-8000-${(0x2000 + n).toString(16).padStart(12, '0')}`);
  expect(text).toContain('Handed over (name, date, signature)');
  expect(text).toContain(answered.message);

  const rows = (await readFile(csv, 'utf8')).trim().split('\r\n');
  expect(rows).toHaveLength(count + 1);
  expect(rows.filter((row) => row.includes(',refused,'))).toHaveLength(of(all, 'refused'));
  // No personal data except the name.
  for (const data of ['nvelden@', 'Facility Services', '10231']) expect(`${text}${rows.join('\n')}`).not.toContain(data);
}

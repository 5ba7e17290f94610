import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { openScreen, showsText } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';
import { everyScreen } from '../testing/screens.fixture.js';

const paper = '[data-testid="paper-print"]';

it('the report says on paper how many bindings of its period are in an archive and missing, and since when they may be', async () => {
  const main = await openPage({ answers: everyScreen() });
  await openScreen('report');
  await showsText(`.sheets`, 'Noor van der Velden');
  expect(document.querySelector(paper)?.textContent).not.toContain('archive');
  const archived = { bindings: 2, before: '2025-01-05T12:00:00.000Z' };
  main.answer({ 'report/read': { ok: true, value: { station: 'DESK-1', rows: [], notes: [], next: null, archived } } });
  await page.getByRole('textbox', { name: 'Day' }).fill('2020-01-05');
  await showsText('.sheets', /2 bindings confirmed in this period are archived and not included here\. Entries before [^.]*2025/);
  expect(document.querySelector(paper)?.textContent).toContain('2 bindings confirmed in this period are archived');
});

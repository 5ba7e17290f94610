import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { Answers } from '../testing/bridge.fixture.js';
import { found, gone, openScreen, press, showsText, type, until } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';
import { everyScreen } from '../testing/screens.fixture.js';

it('finds bindings by name, state and day, and shows the selected one entry by entry', async () => {
  const main = await openPage({ answers: everyScreen() });
  await openScreen('history');
  await showsText('[data-testid="history"]', '2 bindings');

  // The search has the focus.
  await type('noor velden');
  await showsText('[data-testid="history"]', /1 binding\b/);
  await showsText('[data-testid="evidence-smartcard"]', 'api/v1.0/smartcards/17cf063d');
  await showsText('[data-testid="entries"]', /Confirmed by the operator[^]*Sent to the server[^]*The server accepted/);
  await press('Escape');
  await showsText('[data-testid="history"]', '2 bindings');
  await page.getByRole('combobox', { name: 'State' }).selectOptions('refused');
  await showsText('[data-testid="history"]', /1 binding\b/);
  await showsText('[data-testid="binding-detail"] button', 'Close with note');

  main.answer({ 'history/search': { ok: true, value: { bindings: [], next: null, total: 0 } } });
  await page.getByLabelText('From').fill('2020-01-01');
  await page.getByLabelText('Through').fill('2020-12-31');
  await showsText('[data-testid="history"]', 'No bindings found');
  // Days are local and include the last one.
  await until('the days are asked for', () => JSON.stringify(main.made('history/search').at(-1)).includes('2021'));
  expect(main.made('history/search').at(-1)).toEqual({
    ...{ text: '', states: ['refused'], outcomes: [], before: null },
    from: new Date(2020, 0, 1).toISOString(),
    to: new Date(2021, 0, 1).toISOString(),
  });

  await page.getByRole('combobox', { name: 'State' }).selectOptions('Executed');
  await until('executed ones are asked for', () => JSON.stringify(main.made('history/search').at(-1)).includes('executed'));
  expect(main.made('history/search').at(-1)).toMatchObject({ states: ['bound'], outcomes: ['executed'] });

  main.answer(everyScreen());
  await page.getByLabelText('From').fill('');
  await page.getByLabelText('Through').fill('');
  await page.getByRole('combobox', { name: 'State' }).selectOptions('bound');
  await showsText('[data-testid="binding-detail"] button', 'Print receipt');
  await found('[data-testid="binding-detail"]');
});

it('says how many bindings of the requested time are in an archive, and nothing if there are none', async () => {
  const main = await openPage({ answers: everyScreen() });
  await openScreen('history');
  await showsText('[data-testid="history"]', '2 bindings');
  expect(document.querySelector('[data-testid="history-archived"]')).toBeNull();
  const answer = (bindings: number): Answers => ({
    'history/search': {
      ok: true,
      value: { bindings: [], next: null, total: 0, archived: { bindings, before: '2025-01-05T08:00:00.000Z' } },
    },
  });
  main.answer(answer(1_234));
  await page.getByLabelText('From').fill('2020-01-01');
  await showsText('[data-testid="history-archived"]', '1,234 more bindings are archived and not searched here.');
  await showsText('[data-testid="history"]', 'are kept here until they are archived');
  main.answer(answer(1));
  await page.getByLabelText('From').fill('2020-01-02');
  await showsText('[data-testid="history-archived"]', '1 more binding is archived and not searched here.');
  main.answer(answer(0));
  await page.getByLabelText('From').fill('2020-01-03');
  await gone('[data-testid="history-archived"]');
});

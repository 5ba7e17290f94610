import { expect, it } from 'vitest';
import type { BindingView } from '../../shared/bindings.js';
import type { PreparedCheck } from '../../shared/prepared.js';
import type { Reader } from '../../shared/readers.js';
import type { RunReport, RunRow, RunState } from '../../shared/run.js';
import { findViolationsInEveryTheme } from '../testing/axe.fixture.js';
import { ago, binding, bound, cardId, emptyReader, guid, people, readerWith, refused, request } from '../testing/example.fixture.js';
import { found, gone, hasFocus, one, openScreen, press, showsText, type, until } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';
import { everyScreen } from '../testing/screens.fixture.js';
import { tabThrough } from '../testing/tab-walk.fixture.js';

const confirm = '[data-testid="confirm"]';
const runId = guid(0x900);

/** Returns a row of the run for the nth person. */
const row = (place: number, changes: Partial<RunRow> = {}): RunRow => ({
  ...{ place, person: people[place - 1]?.name ?? '', profileTemplate: 'Smart Card Logon', requestId: request(place - 1).requestId },
  ...{ line: null, card: null, stands: 'left', binding: null, reason: null, detail: '', slipNumber: null, at: null, by: null },
  ...changes,
});
const aside = row(2, { stands: 'aside', reason: 'gone', slipNumber: 12, at: ago(4), by: 'EXAMPLE\\desk' });
const apart = row(3, {
  stands: 'apart',
  binding: refused.state === 'refused' ? refused : null,
  slipNumber: 11,
  card: cardId(3).text,
  at: ago(6),
  by: 'x',
});

/** Returns a run of the list in which it is the turn of the nth person, from 0. */
function run(number: number, changes: Partial<RunState> = {}): RunState {
  return {
    ...{ runId, source: { from: 'list' }, total: 6, begunAt: ago(60), begunBy: 'EXAMPLE\\desk', endedAt: null },
    counts: { left: 6 - number, 'under-way': 0, bound: number, apart: 0, aside: 0 },
    next: { place: number + 1, request: request(number), prepared: null },
    aside: [],
    ...changes,
  };
}
/** Returns two readers, each with a card or empty. */
const readers = (first: number | null, second: number | null): Reader[] =>
  [first, second].map((card, index) => ({
    ...(card === null ? emptyReader : readerWith(card, { state: 'identified', cardId: cardId(card) })),
    readerId: `Reader ${String(index + 1)}`,
    name: `Reader ${String(index + 1)}`,
  }));
const says6 = (place: number): Promise<void> => showsText('[data-testid="run-place"]', `${String(place)} of 6`);

it('shows the current person, opens the confirm step for each card, alternates between two readers, and never binds automatically', async () => {
  const main = await openPage({ state: { run: run(0), readers: readers(null, null) } });
  // The desk shows a notice with the way back.
  await showsText('[data-testid="run-notice"]', '0 of 6');
  await openScreen('run');
  await says6(1);
  await showsText('[data-testid="run-name"]', 'Noor van der Velden');
  await showsText('[data-testid="run-card"]', 'Insert a card into Reader 1.');
  main.change({ readers: readers(1, null) });
  await showsText(confirm, 'Noor van der Velden');
  expect(main.made('bindings/confirm')).toEqual([]);
  // The next card comes while this step is open: the step keeps its person and card.
  main.change({ readers: readers(1, 2) });
  main.answer({
    'bindings/confirm': ({ requestId, presentationId }) => {
      const made: BindingView = binding(presentationId, bound, {
        request: request(presentationId - 1),
        readerName: `Reader ${String(presentationId)}`,
      });
      expect(requestId).toBe(made.request.requestId);
      // As in the station: the request leaves the list first, and the run's next person may come after the answer.
      main.changeRequests([], [requestId]);
      main.putBinding(made);
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          main.change({ run: run(presentationId) });
        }),
      );
      return { ok: true, value: made };
    },
  });
  await press('Enter');
  await showsText(confirm, 'Jérôme Gonçalves');
  expect(one(confirm).innerText).not.toContain('Noor');
  expect(main.made('bindings/confirm')).toMatchObject([{ requestId: request(0).requestId, presentationId: 1 }]);
  main.change({ readers: readers(null, 2) });
  await press('Enter');
  await gone(confirm);
  await says6(3);
  // The last card was in the second reader.
  await showsText('[data-testid="run-card"]', 'Insert a card into Reader 1.');
  expect(main.made('bindings/confirm')).toMatchObject([{ presentationId: 1 }, { requestId: request(1).requestId, presentationId: 2 }]);
});

it('opens the confirm step also when the card came while another dialog was open or closing', async () => {
  const main = await openPage({ state: { run: run(0), readers: readers(null, null) } });
  await openScreen('run');
  const other = document.body.appendChild(document.createElement('div'));
  other.role = 'dialog';
  main.change({ readers: readers(1, null) });
  await showsText('[data-testid="run-card"]', 'The card in Reader 1 is ready.');
  expect(document.querySelector(confirm)).toBeNull();
  other.remove();
  await showsText(confirm, 'Noor van der Velden');
});

it('keeps opening the confirm step automatically after the person being set aside was bound meanwhile', async () => {
  const main = await openPage({ state: { run: run(0), readers: readers(null, null) } });
  await openScreen('run');
  await says6(1);
  await press('F8');
  await found('[data-testid="run-set-aside"]');
  main.change({ run: run(1) });
  await gone('[data-testid="run-set-aside"]');
  main.change({ readers: readers(2, null) });
  await showsText(confirm, 'Jérôme Gonçalves');
  expect(main.made('run/setAside')).toEqual([]);
});

it('opens nothing for a card that a file names for another person, and says so', async () => {
  const by = { file: 'cards.csv', line: 7, card: cardId(1).text, requestId: null, person: [], template: null };
  const said: PreparedCheck = { check: 'card-for-another', by, request: null };
  const main = await openPage({
    state: { run: run(0), readers: readers(1, null), prepared: { total: 2, revision: 1, cards: [] } },
    answers: { 'prepared/check': { ok: true, value: { said, otherwise: 'warn' } } },
  });
  await openScreen('run');
  await showsText('[data-testid="run-card"]', /The card in Reader 1 is for another person \(cards\.csv, line 7\)/);
  expect(one('[data-testid="run-look"]').matches(':disabled')).toBe(true);
  expect(document.querySelector(confirm)).toBeNull();
  // A blank card beside it is used.
  main.answer({
    'prepared/check': ({ presentationId }) => ({
      ok: true,
      value: { said: presentationId === 2 ? { check: 'none' } : said, otherwise: 'warn' },
    }),
  });
  main.change({ readers: readers(1, 2) });
  await showsText(confirm, 'Reader 2');
});

it('accepts only the card of the line in a run of a file', async () => {
  const prepared = { file: 'cards.csv', line: 3, card: cardId(2).text };
  const by = { ...prepared, requestId: null, person: [], template: null };
  const main = await openPage({
    state: {
      run: run(0, { source: { from: 'file', file: 'cards.csv' }, next: { place: 1, request: request(0), prepared } }),
      ...{ readers: readers(1, null), prepared: { total: 2, revision: 1, cards: [] } },
    },
    answers: {
      'prepared/check': ({ presentationId }) => ({
        ok: true,
        value: { said: presentationId === 2 ? { check: 'fits', by } : { check: 'none' }, otherwise: 'warn' },
      }),
    },
  });
  await openScreen('run');
  await showsText('[data-testid="run-card"]', 'The card in Reader 1 is not in the file.');
  expect(document.querySelector(confirm)).toBeNull();
  main.change({ readers: readers(2, null) });
  await showsText(confirm, 'cards.csv, line 3');
});

it('holds the next person until a refused card is out of its reader, and opens the step again by its button', async () => {
  const main = await openPage({ state: { run: run(0), readers: readers(1, null) } });
  await openScreen('run');
  await found(confirm);
  main.answer({
    'bindings/confirm': () => {
      const made = binding(1, refused, { request: request(0), slipNumber: 11, readerName: 'Reader 1' });
      main.putBinding(made);
      main.change({
        run: run(1, {
          counts: { left: 5, 'under-way': 0, bound: 0, apart: 1, aside: 0 },
          aside: [row(1, { stands: 'apart', binding: made.state, slipNumber: 11 })],
        }),
      });
      return { ok: true, value: made };
    },
  });
  await press('Enter');
  await showsText('[data-testid="run-aside"]', /No\. 11\s*Noor van der Velden[^]*You may not assign cards/);
  main.change({ readers: readers(1, 2) });
  await showsText('[data-testid="run-card"]', 'First remove the card');
  expect(document.querySelector(confirm)).toBeNull();
  main.change({ readers: readers(null, 2) });
  await showsText(confirm, 'Jérôme Gonçalves');
  await press('Escape');
  await gone(confirm);
  await hasFocus('[data-testid="run-look"]');
  await press('Enter');
  await showsText(confirm, 'Jérôme Gonçalves');
});

it('sets aside with a reason on F8, shows the number, and ends with people left only after asking', async () => {
  const main = await openPage({
    state: { run: run(0), readers: readers(null, null) },
    answers: { ...everyScreen(), 'run/read': { ok: true, value: null } },
  });
  await openScreen('run');
  await says6(1);
  main.answer({
    'run/setAside': () => {
      main.change({
        run: run(1, { aside: [row(1, { stands: 'aside', reason: 'operator', detail: 'The card is bent', slipNumber: 31 })] }),
      });
      return { ok: true, value: { slipNumber: 31 } };
    },
    'run/end': () => {
      main.change({ run: { ...run(1), endedAt: ago(0), next: null } });
      return { ok: true, value: {} };
    },
  });
  await press('F8');
  await showsText('[data-testid="run-set-aside"]', 'Set Noor van der Velden aside?');
  await type('The card is bent');
  await press('Enter');
  await says6(2);
  await showsText('[data-testid="run-was-set-aside"]', 'Noor van der Velden was set aside with number 31.');
  await showsText('[data-testid="run-aside"]', /No\. 31[^]*The card is bent/);
  expect(main.made('run/setAside')).toEqual([{ runId, place: 1, reason: 'The card is bent' }]);
  const end = [...document.querySelectorAll('button')].find(({ innerText }) => innerText.includes('End run'));
  end?.focus();
  await press('Enter');
  await showsText('[data-testid="run-end"]', '5 people are left.');
  expect(main.made('run/end')).toEqual([]);
  await press('Tab');
  await press('Enter');
  await found('[data-testid="run-report"]');
  expect(main.made('run/end')).toEqual([{ runId }]);
});

it('says that everyone has had their turn, and Enter ends the run', async () => {
  const main = await openPage({
    state: { run: run(6, { next: null }), readers: readers(null, null) },
    answers: { ...everyScreen(), 'run/end': { ok: true, value: {} }, 'run/read': { ok: true, value: null } },
  });
  await openScreen('run');
  await showsText('[data-testid="run-through"]', 'The end of the list is reached');
  await press('Enter');
  await until('the run is ended', () => main.made('run/end').length === 1);
});

it("begins with the desk's list as searched, or with a prepared file", async () => {
  const main = await openPage({
    answers: { ...everyScreen(), 'run/begin': { ok: false, error: { code: 'run-refused', reason: 'under-way' } } },
  });
  await type('cardiology');
  await openScreen('run');
  await showsText('[data-testid="run"]', /Desk list\s*3 people, as currently shown at the desk/);
  await showsText('[data-testid="run"]', /cards\.csv\s*1 line is not done/);
  one('[aria-label="Start: Desk list"]').focus();
  await press('Enter');
  await showsText('[data-testid="run"]', 'Another run is in progress. Nothing was started.');
  const inOrder = [...main.state.requests].filter(({ person }) => person.state === 'resolved' && person.department === 'Cardiology');
  expect(main.made('run/begin')).toEqual([{ from: 'list', requestIds: inOrder.map(({ requestId }) => requestId) }]);
  one('[aria-label="Start: cards.csv"]').focus();
  await press('Enter');
  await until('it is asked for', () => main.made('run/begin').length === 2);
  expect(main.made('run/begin')[1]).toEqual({ from: 'file', file: 'cards.csv' });
});

it('the run is accessible in every language, theme and text size, with a run, without one and on paper', async () => {
  const counts = { left: 2, 'under-way': 0, bound: 2, apart: 1, aside: 1 };
  const rows = [
    row(1, { stands: 'bound', binding: bound, card: cardId(1).text, at: ago(9), by: 'x' }),
    aside,
    apart,
    row(4, { stands: 'bound' }),
    row(5),
    row(6),
  ];
  const report: RunReport = {
    ...{ station: 'DESK-1', runId, source: { from: 'list' }, begunAt: ago(60), begunBy: 'x', endedAt: null, endedBy: null },
    ...{ counts, rows },
  };
  const main = await openPage({
    state: { run: run(4, { counts, aside: [aside, apart] }), readers: readers(null, null) },
    answers: { ...everyScreen(), 'run/read': { ok: true, value: report } },
  });
  await openScreen('run');
  await says6(5);
  const seen = [...(await findViolationsInEveryTheme(main, 'a run'))];
  const tabs = await tabThrough();
  expect(tabs).toEqual({ missed: [], unseen: [] });
  const button = [...document.querySelectorAll('button')].find(({ innerText }) => innerText.includes('Show run report'));
  button?.focus();
  await press('Enter');
  await showsText('.sheet', /Left\s+Sending\s+Bound\s+Kept apart\s+Set aside\s+People\s+2\s+0\s+2\s+1\s+1\s+6/);
  await showsText('.sheet', /No\. 12 · Jérôme Gonçalves[^]*The request no longer exists on the server\./);
  seen.push(...(await findViolationsInEveryTheme(main, 'its report')));
  main.change({ run: { ...run(4), endedAt: ago(0), next: null } });
  const back = [...document.querySelectorAll('button')].find(
    ({ innerText }) => innerText.trim() === 'Run' && document.activeElement !== null,
  );
  back?.focus();
  await press('Enter');
  await found('[data-testid="run-last"]');
  seen.push(...(await findViolationsInEveryTheme(main, 'before a run')));
  expect(seen).toEqual([]);
});

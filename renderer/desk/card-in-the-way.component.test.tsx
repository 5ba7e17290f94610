import { expect, it } from 'vitest';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import type { CardAtServer } from '../../shared/card-standing.js';
import type { CallValue } from '../../shared/contract.js';
import type { Result } from '../../shared/result.js';
import { binding, bound, cardId, emptyReader, people, readerWith, refused } from '../testing/example.fixture.js';
import { found, gone, one, openScreen, press, showsText, until } from '../testing/keys.fixture.js';
import { everyScreen } from '../testing/screens.fixture.js';
import { openPage } from '../testing/mount.fixture.js';

const confirm = '[data-testid="confirm"]';
const another = '[data-testid="take-another"]';
const standing = (name: string): string => `[data-testid="card-standing"][data-standing="${name}"]`;
const good = (): number => document.querySelectorAll('[data-testid="readers"] .card-state.good').length;
const claimed = (claim: BindingView): Result<CallValue<'cards/boundHere'>> => ({ ok: true, value: { claim } });
const somebodys = (status: number): Result<CardAtServer> => ({
  ok: true,
  value: {
    state: 'known',
    smartcard: { smartcardId: people[0]?.userId ?? '', status, owner: { userId: people[1]?.userId ?? '', name: 'Jérôme Gonçalves' } },
    isInTheWay: true,
    isReusable: false,
  },
});
const waiting: BindingState = {
  ...{ state: 'waiting', attempt: 1, nextTryAt: '2026-01-05T08:00:00.000Z', mayHaveReached: true, checks: 0 },
  error: { code: 'server-error', status: 500, correlationId: null, message: 'The database is away' },
};
const uncertain: BindingState = {
  ...{ state: 'uncertain', attempt: 1, nextCheckAt: '2026-01-05T08:00:00.000Z', checks: 0 },
  error: { code: 'timeout', phase: 'answer', limitMs: 30_000, reached: true },
};
const archived = {
  ...{ bindingId: '00000000-0000-4000-8000-000000000001', confirmedAt: '2020-01-05T12:00:00.000Z' },
  ...{ archivedAt: '2026-01-05T12:00:00.000Z', file: 'old.cda' },
};
const attention: BindingState = { state: 'attention', reason: 'too-many-tries', evidence: '', error: null, attempt: 8 };

it.each<[string, Result<CallValue<'cards/boundHere'>>, Result<CardAtServer>]>([
  ['bound-here', claimed(binding(0, bound)), { ok: true, value: { state: 'not-shown' } }],
  ['queued', claimed(binding(0, waiting)), { ok: true, value: { state: 'not-shown' } }],
  ['unconfirmed', claimed(binding(0, uncertain)), { ok: true, value: { state: 'not-shown' } }],
  ['attention', claimed(binding(0, attention)), { ok: true, value: { state: 'not-shown' } }],
  ['at-server', { ok: true, value: { claim: null } }, somebodys(3)],
  ['bound-archived', { ok: true, value: { claim: null, archived } }, { ok: true, value: { state: 'not-shown' } }],
])('opens nothing for a card that is %s, and says at its reader to take another', async (name, here, atServer) => {
  const main = await openPage({ state: { readers: [readerWith(1)] }, answers: { 'cards/boundHere': here, 'cards/atServer': atServer } });
  await showsText(standing(name), 'Use another card.');
  expect(document.querySelector(another)).toBeNull();
  await press('ArrowDown');
  await press('Enter');
  await showsText(`${standing(name)} ${another}`, 'Use another card.');
  expect(document.querySelector(confirm)).toBeNull();
  expect(document.querySelectorAll(another)).toHaveLength(1);
  // The message is announced again each time.
  const said = one(another);
  await press('Enter');
  await until('it is announced again', () => document.querySelector(another) !== said);
  await press('Escape');
  await gone(another);
  // Another card, with the request still selected.
  main.answer({ 'cards/boundHere': { ok: true, value: { claim: null } }, 'cards/atServer': { ok: true, value: { state: 'not-shown' } } });
  main.change({ readers: [readerWith(2, { state: 'identified', cardId: cardId(1) })] });
  await found(standing('free'));
  await press('ArrowDown');
  await press('Enter');
  await showsText(confirm, 'Enter binds');
  expect(main.made('bindings/confirm')).toEqual([]);
});

it('shows on which day a card with an archived binding was bound, and which archive names the person', async () => {
  await openPage({ state: { readers: [readerWith(1)] }, answers: { 'cards/boundHere': { ok: true, value: { claim: null, archived } } } });
  await showsText(standing('bound-archived'), /Bound at this station on [^\n]*2020/);
  await showsText(standing('bound-archived'), 'See the archive old.cda for the person.');
});

it('disables Bind when the server says in the open confirm step that the card belongs to someone', async () => {
  let say: (answer: Result<CardAtServer>) => void = () => undefined;
  const atServer = new Promise<Result<CardAtServer>>((resolve) => {
    say = resolve;
  });
  await openPage({ state: { readers: [readerWith(1)] }, answers: { 'cards/atServer': () => atServer } });
  await found(standing('here-free'));
  await press('ArrowDown');
  await press('Enter');
  await showsText(confirm, 'Enter binds');
  say(somebodys(2));
  await showsText(`${confirm} ${standing('at-server')}`, 'status 2 (just bound, according to Microsoft’s examples)');
  await showsText(`${confirm} ${another}`, 'Use another card.');
  expect(one(`${confirm} [data-enter]`).matches(':disabled')).toBe(true);
  expect(one(confirm).innerText).not.toContain('Enter binds');
});

it('explains a status number at the server as Microsoft documents it, and says where it is not documented', async () => {
  await openPage({ state: { readers: [readerWith(1)] }, answers: { 'cards/atServer': somebodys(9) } });
  await showsText(standing('at-server'), 'status 9 (not documented by Microsoft)');
});

it('says “Enter binds” only while Bind is enabled', async () => {
  const main = await openPage({ state: { readers: [emptyReader] } });
  await press('ArrowDown');
  await press('Enter');
  await showsText(confirm, 'Esc cancels');
  expect(one(confirm).innerText).not.toContain('Enter binds');
  main.change({ readers: [readerWith(1)] });
  await showsText(confirm, 'A card is on the reader.');
  // The only card is one press away.
  await until('the card has the keyboard', () => document.activeElement?.textContent === 'Use this card');
  await press('Enter');
  await showsText(confirm, 'Enter binds');
});

it('shows at the reader that the server refused the card and why, and that nothing is known against it', async () => {
  const refusal = binding(0, refused, { slipNumber: 7 });
  const main = await openPage({ state: { readers: [readerWith(1)], bindings: [refusal] } });
  await showsText(standing('refused'), 'Refused for Noor van der Velden · No. 7');
  await showsText(standing('refused'), 'The server refused to bind it to Noor van der Velden: You may not assign cards');
  await showsText(standing('refused'), 'No problem is known with the card itself. It can be bound to another request.');
  expect(good()).toBe(0);
  // The card may still be bound to someone else.
  await press('ArrowDown');
  await press('ArrowDown');
  await press('Enter');
  await showsText(confirm, 'Enter binds');
  await showsText(
    `${confirm} [data-testid="refused-before"]`,
    'This card was refused for Noor van der Velden (No. 7). No problem is known with the card itself. It can be bound to another request.',
  );
  await press('Escape');
  // Once the refusal was closed with a note there is nothing more to say.
  main.putBinding({ ...refusal, state: { state: 'given-up', reason: 'template without rights' } });
  await found(standing('free'));
});

it('names the owner of a refused card if the card is the reason', async () => {
  await openPage({ state: { readers: [readerWith(1)], bindings: [binding(0, refused)] }, answers: { 'cards/atServer': somebodys(3) } });
  await showsText(standing('at-server'), 'this card belongs to Jérôme Gonçalves');
  await showsText(standing('at-server'), 'The server refused to bind it to Noor van der Velden: You may not assign cards');
});

it('hides the last result when the next card is put in, and shows it again on request', async () => {
  const outcome = '[data-testid="outcome"]';
  const readers = [readerWith(1, { state: 'identified', cardId: cardId(1) })];
  const main = await openPage({
    state: { readers, bindings: [binding(1, bound)] },
    answers: { ...everyScreen() },
  });
  (await found('.binding')).click();
  await found(outcome);
  main.change({ readers: [emptyReader] });
  await found('[data-testid="reader"][data-state="empty"]');
  expect(document.querySelector(outcome)).not.toBeNull();
  main.change({ readers: [readerWith(2, { state: 'identifying' })] });
  await gone(outcome);
  main.change({ readers: [readerWith(2)] });
  await found(standing('free'));
  expect(document.querySelector(outcome)).toBeNull();
  (await found('.binding')).click();
  await found(outcome);
  // The same for a card that comes while another screen is open.
  await openScreen('history');
  main.change({ readers: [readerWith(3)] });
  await openScreen('desk');
  await found(standing('free'));
  expect(document.querySelector(outcome)).toBeNull();
});

it('offers a card in another reader if the one in the confirm step turns out to belong to someone', async () => {
  let say: (answer: Result<CardAtServer>) => void = () => undefined;
  const atServer = new Promise<Result<CardAtServer>>((resolve) => {
    say = resolve;
  });
  const main = await openPage({ state: { readers: [readerWith(1)] }, answers: { 'cards/atServer': () => atServer } });
  await found(standing('here-free'));
  await press('ArrowDown');
  await press('Enter');
  await found(confirm);
  say(somebodys(3));
  await found(`${confirm} ${another}`);
  main.answer({ 'cards/atServer': { ok: true, value: { state: 'not-shown' } } });
  const second = readerWith(2, { state: 'identified', cardId: cardId(1) });
  main.change({ readers: [readerWith(1), { ...second, readerId: 'Training reader 2', name: 'Training reader 2' }] });
  await until('the other card has the keyboard', () => document.activeElement?.textContent === 'Use this card');
  await press('Enter');
  await showsText(confirm, 'Enter binds');
  expect(document.querySelector(another)).toBeNull();
});

it('says only once that nothing was printed', async () => {
  await openPage({
    state: { readers: [emptyReader], bindings: [binding(1, bound)] },
    answers: {
      'history/entries': { ok: true, value: [] },
      'history/print': { ok: false, error: { code: 'print-failed', detail: 'out of paper' } },
    },
  });
  (await found('.binding')).click();
  await found('[data-testid="print-paper"]');
  await press('Control+p');
  await showsText('.print-paper', 'out of paper');
  expect(one('.print-paper').innerText.match(/nothing was printed/gi)).toHaveLength(1);
});

import { expect, it } from 'vitest';
import { MAX_CLOSED_SHOWN } from '../../shared/bindings.js';
import type { CardAtServer } from '../../shared/card-standing.js';
import type { CallValue } from '../../shared/contract.js';
import type { Result } from '../../shared/result.js';
import type { RunState } from '../../shared/run.js';
import type { StockJudgement } from '../../shared/stock.js';
import {
  ago,
  binding,
  bound,
  cardId,
  emptyReader,
  guid,
  readerWith,
  refused,
  request,
  requests,
  waiting,
} from '../testing/example.fixture.js';
import { found, gone, hasFocus, deferredAnswer, openScreen, press, showsText, type } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';

const standing = (name: string): string => `[data-testid="card-standing"][data-standing="${name}"]`;
const good = (): number => document.querySelectorAll('[data-testid="readers"] .card-state.good').length;
const stockOf = (serial: string): Result<StockJudgement> => ({
  ok: true,
  value: {
    card: {
      stockId: 1,
      raw: cardId(0).raw,
      windowsGuid: cardId(0).text,
      serial,
      box: '',
      location: '',
      status: 'in-stock',
      changedAt: '2026-01-05T08:00:00.000Z',
      reason: '',
    },
    reason: null,
    action: 'off',
  },
});
const stock = { revision: 1, counts: { 'in-stock': 1, used: 0, lost: 0 }, lowAt: 0, confirmSerial: false };

/** Waits until what the page has received is on the screen. */
const drawn = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        resolve();
      }),
    );
  });

it('shows nothing green before both the journal and the server have answered, whichever comes first', async () => {
  const here = deferredAnswer<Result<CallValue<'cards/boundHere'>>>();
  const atServer = deferredAnswer<Result<CardAtServer>>();
  await openPage({
    state: { readers: [readerWith(1)] },
    answers: { 'cards/boundHere': () => here.answer, 'cards/atServer': () => atServer.answer },
  });
  await found(standing('asking'));
  atServer.say({ ok: true, value: { state: 'not-shown' } });
  await drawn();
  expect(document.querySelector(standing('asking'))).not.toBeNull();
  expect(good()).toBe(0);
  here.say({ ok: true, value: { claim: null } });
  await found(standing('free'));
  expect(good()).toBe(1);
});

it('shows what the journal knows while the server is being asked, and nothing green', async () => {
  const atServer = deferredAnswer<Result<CardAtServer>>();
  await openPage({ state: { readers: [readerWith(1)] }, answers: { 'cards/atServer': () => atServer.answer } });
  await found(standing('here-free'));
  await drawn();
  expect(good()).toBe(0);
  atServer.say({ ok: true, value: { state: 'silent', error: { code: 'timeout', phase: 'answer', limitMs: 30_000, reached: true } } });
  await showsText(standing('here-free'), 'could not be asked');
  expect(good()).toBe(0);
});

it.each([
  ['that was not bound here before', []],
  ['that was bound here before', [binding(2, bound, { cardId: cardId(1) })]],
])('shows that a binding has a retired card %s as soon as it is reported, without another answer', async (_before, bindings) => {
  const retired = { smartcardId: cardId(5).text, status: 6, owner: null };
  const main = await openPage({
    state: { readers: [readerWith(1, { state: 'identified', cardId: cardId(1) })], bindings },
    answers: {
      'cards/boundHere': { ok: true, value: { claim: null } },
      'cards/atServer': { ok: true, value: { state: 'known', smartcard: retired, isInTheWay: false, isReusable: true } },
    },
  });
  await found(standing('reusable'));
  // From now on neither answers.
  main.answer({ 'cards/boundHere': () => new Promise(() => undefined), 'cards/atServer': () => new Promise(() => undefined) });
  main.putBinding(binding(1, bound));
  await found(standing('bound-here'));
  expect(good()).toBe(0);
});

it('shows who has a card that was bound again and again since, although the page keeps only its first binding, which needs attention', async () => {
  const abandon = { state: 'unconfirmed', reason: 'wrong card', at: ago(500), error: null, isOver: false } as const;
  const first = binding(1, bound, { cardId: cardId(0), confirmedAt: ago(600), abandon });
  const last = binding(2, bound, { cardId: cardId(0), confirmedAt: ago(100) });
  const since = Array.from({ length: MAX_CLOSED_SHOWN }, (_, number) => binding(number + 10, bound, { confirmedAt: ago(number) }));
  await openPage({
    state: { readers: [readerWith(1)], bindings: [...since, first] },
    answers: {
      'cards/boundHere': { ok: true, value: { claim: last } },
      'history/search': { ok: true, value: { bindings: [], next: null, total: MAX_CLOSED_SHOWN } },
    },
  });
  await showsText(standing('bound-here'), last.request.person.state === 'resolved' ? last.request.person.name : '');
});

it('asks for another card also right after another screen was open, while the server does not answer', async () => {
  const queued = binding(3, waiting, { cardId: cardId(0) });
  const run: RunState = {
    ...{ runId: guid(1), source: { from: 'list' }, total: 6, begunAt: ago(60), begunBy: 'EXAMPLE\\desk', endedAt: null, aside: [] },
    ...{ counts: { left: 6, 'under-way': 0, bound: 0, apart: 0, aside: 0 }, next: { place: 1, request: request(0), prepared: null } },
  };
  await openPage({
    state: { run, readers: [readerWith(1)], bindings: [queued] },
    answers: { 'cards/atServer': () => new Promise(() => undefined) },
    isAsBuilt: true,
  });
  await openScreen('run');
  await found('[data-testid="run-turn"]');
  await openScreen('desk');
  await found(standing('queued'));
  await press('ArrowDown');
  await press('Enter');
  await found('[data-testid="take-another"]');
  expect(document.querySelector('[data-testid="confirm"]')).toBeNull();
});

it('shows the printed number large at the reader and in the confirm step, but not while it is asked for', async () => {
  const main = await openPage({ state: { readers: [readerWith(1)], stock }, answers: { 'stock/judge': stockOf('SN-0012') } });
  await showsText('[data-testid="readers"] [data-testid="printed-serial"]', 'SN-0012');
  await press('ArrowDown');
  await press('Enter');
  await showsText('[data-testid="confirm-card"] [data-testid="printed-serial"]', 'SN-0012');
  await press('Escape');
  main.change({ stock: { ...stock, revision: 2, confirmSerial: true } });
  await gone('[data-testid="printed-serial"]');
});

it('keeps Bind disabled until the printed number is typed, and sends the typed number', async () => {
  const main = await openPage({
    state: { readers: [readerWith(1)], stock: { ...stock, confirmSerial: true } },
    answers: {
      'stock/judge': stockOf('SN-0012'),
      'bindings/confirm': { ok: false, error: { code: 'serial-not-confirmed', reason: 'other-serial' } },
    },
  });
  await press('ArrowDown');
  await press('Enter');
  await hasFocus('[data-testid="serial-entry"]');
  await press('Enter');
  await type('SN-0013');
  await found('[data-serial="other-serial"]');
  await press('Enter');
  expect(main.made('bindings/confirm')).toEqual([]);
  await press('Backspace');
  await type('2');
  await found('[data-serial="confirmed"]');
  await press('Enter');
  await showsText('[data-testid="failed"]', 'does not match the card in the reader');
  expect(main.made('bindings/confirm')).toMatchObject([{ printedSerial: 'SN-0012', seen: { cardId: cardId(0).text } }]);
});

it('prints the receipt of a binding with Ctrl+P, and has it in the page only while printing', async () => {
  const printed = deferredAnswer<Result<Record<string, never>>>();
  const main = await openPage({
    state: { readers: [emptyReader], bindings: [binding(1, bound, { slipNumber: 7 })] },
    answers: { 'history/entries': { ok: true, value: [] }, 'history/print': () => printed.answer },
  });
  (await found('.binding')).click();
  await found('[data-testid="print-paper"][data-paper="receipt"]');
  expect(document.querySelector('[data-testid="slip-number"]')).toBeNull();
  await press('Control+p');
  await found('[data-testid="receipt"]');
  printed.say({ ok: true, value: {} });
  await gone('[data-testid="receipt"]');
  expect(main.made('history/print')).toHaveLength(1);
});

it('shows the number of a card kept apart at the reader and at its request, and offers a slip only if the settings say so', async () => {
  const refusal = binding(1, refused, { slipNumber: 7 });
  await openPage({ state: { readers: [emptyReader], bindings: [refusal] } });
  await showsText(`[data-request-id="${refusal.request.requestId}"]`, /Refused · No\. 7/);
  (await found('.binding')).click();
  await showsText('[data-testid="slip-number"]', 'No. 7');
  expect(document.querySelector('[data-testid="print-paper"]')).toBeNull();
});

it('prints the slip of a card kept apart', async () => {
  const printed = deferredAnswer<Result<Record<string, never>>>();
  await openPage({
    state: { readers: [emptyReader], printSlips: true, bindings: [binding(1, refused, { slipNumber: 7 })] },
    answers: { 'history/print': () => printed.answer },
  });
  (await found('.binding')).click();
  await found('[data-testid="print-paper"][data-paper="slip"]');
  await press('Control+p');
  await showsText('[data-testid="slip"]', /No\. 7/);
  printed.say({ ok: true, value: {} });
  await gone('[data-testid="slip"]');
});

it('opens the card details with F2, and closes them with F2', async () => {
  await openPage({
    state: { readers: [readerWith(1)], requests: [...requests] },
    answers: { 'stock/judge': stockOf('SN-0012'), 'cards/atServer': { ok: true, value: { state: 'not-shown' } } },
  });
  await found(standing('free'));
  await press('F2');
  await showsText('[data-testid="details-id"]', cardId(0).raw);
  await showsText('[data-testid="details-stock"]', 'SN-0012');
  await showsText('[data-testid="details-server"]', 'has no card with this ID');
  await showsText('[data-testid="atr-convention"]', 'direct');
  await showsText('[data-testid="atr-tck"]', 'correct');
  await press('F2');
  await gone('[data-testid="card-details"]');
});

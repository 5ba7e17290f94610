import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import * as z from 'zod';
import { knownTrainingCards } from '../electron/training/mixed-requests.js';
import { createPopulation, type Population } from '../electron/training/population.js';
import { createTrainingService, type TrainingService } from '../electron/training/service.js';
import { NO_GUID, wireRequest, wireRequestType, wireSmartcard, wireStatus, type WireRequest } from '../electron/training/service-wire.js';
import { gidsCard, GIDS_ATR } from '../electron/training/virtual-applets.js';
import type { en } from '../renderer/i18n/en.js';
import type { nl } from '../renderer/i18n/nl.js';
import type { NotBindableReason } from '../shared/bindable.js';
import type { CardStanding } from '../shared/card-standing.js';
import { bindableView } from '../shared/requests.js';
import { windowsGuidOf } from '../shared/guid-order.js';
import { startFaultServer, type Fault, type FaultServer } from './fault-server.js';
import { clearDesk, openConfirm } from './one-desk.js';
import { untilKeysCount } from './press-as-a-person.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { drop } from './prepared-cards.js';
import { inBothLanguages, snapshotOf, setLanguage } from './second-person.js';
import { closeStations, describeFailed, launchStation, openScreen, type LaunchedStation } from './station.js';
import { answerDialog } from './stock.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';

/**
 * Checks that what the screen shows about requests and cards is true: one station, and a strict service with requests of
 * every kind.
 */

export type ScreenTexts = typeof en | typeof nl;

/** Cards of the office, by the id bytes of their chips; the stock has their printed numbers. */
export const raws = {
  fresh: 'a0a1a2a3a4a5a6a7a8a9aaabacadaeaf',
  bound: 'b0b1b2b3b4b5b6b7b8b9babbbcbdbebf',
  queued: 'c0c1c2c3c4c5c6c7c8c9cacbcccdcecf',
  lostAnswer: 'd0d1d2d3d4d5d6d7d8d9dadbdcdddedf',
  lost: 'e0e1e2e3e4e5e6e7e8e9eaebecedeeef',
  prepared: 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff',
  nobodys: '90919293949596979899aaabacadaeaf',
  silent: '80818283848586878889aaabacadaeaf',
  assigned: knownTrainingCards.assigned.raw,
  retired: knownTrainingCards.retired.raw,
} as const;
export type CardName = keyof typeof raws;

/** Returns the printed number of a card. */
export function printedOn(name: CardName): string {
  return `SN-${String(Object.keys(raws).indexOf(name) + 1).padStart(4, '0')}`;
}

const guidOf = (raw: string): string => windowsGuidOf(raw) ?? raw;

let pcscd: Pcscd;
let service: TrainingService;
let population: Population;
let faults: FaultServer;
let folder: string;
let station: LaunchedStation;
export let page: Page;
let card: VpcdCard | null = null;
/** Bindable requests, with the names of their people; each test takes its own. */
let ready: { readonly requestId: string; readonly name: string }[];

/** Registers the desk for every test of a file; the tests run in order. */
export function onShownDesk(): void {
  beforeAll(async () => {
    pcscd = await startPcscd();
    makeService();
    faults = await startFaultServer(service.listener);
    folder = await mkdtemp(join(tmpdir(), 'prepared-'));
    station = await launchStation({
      settings: {
        server: { url: faults.origin },
        pollSeconds: 2,
        cards: { reusableStatuses: [6] },
        requests: { personal: 'refuse' },
        prepared: { folder },
        stock: { confirmSerial: true },
      },
      roster: population.roster,
    });
    ({ page } = station);
    await page.locator('[data-request-id]').first().waitFor();
    await importStock();
  });
  afterEach(async () => {
    await describeFailed();
    faults.choose = () => ({ fault: 'none' });
    await takeOut();
    await setLanguage(page, 'en');
    await openScreen(page, 'desk');
    await clearDesk(page);
  });
  afterAll(async () => {
    await closeStations();
    await faults.close();
    await rm(folder, { recursive: true });
    await pcscd.stop();
  });
}

function makeService(): void {
  const made = createPopulation({ size: 16, mixed: true, now: new Date() });
  const named = new Map(made.people.map((person) => [person.userId, person.name]));
  ready = made.requests
    .map(({ request }) => request)
    .filter(
      (request) =>
        request.Status === wireStatus.Approved &&
        request.RequestType === wireRequestType.Enroll &&
        request.IsSmartcard &&
        request.IsEnrollmentAgent &&
        request.NewSmartcardUuid === NO_GUID &&
        made.roster.includes(request.TargetUserUuid) &&
        made.profileTemplates.some(
          ({ Uuid, IsVirtualSmartcardProfileTemplate }) => Uuid === request.ProfileTemplateUuid && !IsVirtualSmartcardProfileTemplate,
        ),
    )
    .map(({ Uuid, TargetUserUuid }) => ({ requestId: Uuid, name: named.get(TargetUserUuid) ?? '' }));
  const [like] = made.requests;
  if (like === undefined) throw new Error('There is no request');
  // An unblock request without a smartcard; the documentation's example has one, which would be shown first.
  const unblock = wireRequest({ ...like.request, Uuid: newGuid(), RequestType: wireRequestType.Unblock, OldSmartcardUuid: newGuid() });
  const nobodys = wireSmartcard({
    Uuid: newGuid(),
    AssignedUserUuid: NO_GUID,
    ProfileTemplateUuid: like.request.ProfileTemplateUuid,
    Atr: GIDS_ATR,
    cardId: guidOf(raws.nobodys),
    Status: 1,
  });
  population = { ...made, requests: [...made.requests, { request: unblock }], smartcards: [...made.smartcards, nobodys] };
  service = createTrainingService({ population, now: () => new Date(), newGuid });
}

let guids = 0;
const newGuid = (): string => `0000000b-0000-4000-8000-${(guids += 1).toString(16).padStart(12, '0')}`;

const openedSchema = z.object({ value: z.object({ file: z.object({ list: z.int() }) }) });

async function importStock(): Promise<void> {
  const lines = Object.entries(raws).map(([name, raw], index) => {
    const serial = `SN-${String(index + 1).padStart(4, '0')}`;
    return `{${guidOf(raw)}};${serial};${name === 'lost' ? 'lost' : ''}`;
  });
  await answerDialog(station, 'cards.csv', ['Card ID;Serial number;Status', ...lines].join('\r\n'));
  // Importing a list with the keyboard is tested elsewhere.
  const opened = openedSchema.parse(await page.evaluate(() => window.station.call('stock/openList', { title: 'Cards', kind: 'Lists' })));
  const imported: unknown = await page.evaluate((list) => {
    const columns = { cardId: 0, serial: 1, box: null, location: null, status: 2 };
    return window.station.call('stock/importList', { list, mapping: { columns, idOrder: 'windows-guid' }, skipKnown: false });
  }, opened.value.file.list);
  expect(imported).toMatchObject({ ok: true, value: { outcome: 'imported', cards: lines.length } });
}

export async function takeOut(): Promise<void> {
  await card?.remove();
  card = null;
  await page.getByTestId('readers').getByTestId('card-id').waitFor({ state: 'detached' });
}

/** Replaces the card on the reader. */
export async function put(name: CardName): Promise<void> {
  await takeOut();
  card = await insertCard(VPCD_PORTS[0], gidsCard(raws[name]));
  await page.getByTestId('readers').getByTestId('card-id').waitFor();
}

/** Returns the number of calls to bind that reached the server. */
export const posts = (): number => service.log.filter(({ method }) => method === 'POST').length;

/** Returns a bindable request that no other test uses. */
export function nextRequest(): { readonly requestId: string; readonly name: string } {
  const next = ready.shift();
  if (next === undefined) throw new Error('No requests match');
  return next;
}

/** Sets the server's fault for some of the calls. */
export function failCalls(choose: (method: string, path: string) => Fault | null): void {
  faults.choose = ({ method, path }) => choose(method, path.toLowerCase()) ?? { fault: 'none' };
}

/** Binds the card on the reader with the keyboard, with its printed number. */
export async function bind(name: CardName, requestId: string, state: string): Promise<void> {
  await clearDesk(page);
  await openConfirm(page, requestId);
  await page.locator('[data-testid="serial-entry"]:focus').waitFor();
  await page.keyboard.type(printedOn(name));
  await page.locator('[data-serial="confirmed"]').waitFor();
  await page.keyboard.press('Enter');
  await page.locator(`[data-testid="outcome"][data-state="${state}"]`).waitFor();
}

/** Waits until the card on the reader has this standing, and checks its texts in two languages. */
export async function checkStanding(standing: CardStanding['standing'], texts: (said: ScreenTexts) => readonly string[]): Promise<void> {
  const line = page.locator(`[data-testid="card-standing"][data-standing="${standing}"]`);
  await line.waitFor({ timeout: 60_000 });
  await inBothLanguages(page, async (said) => {
    for (const text of texts(said)) await line.getByText(text).waitFor();
  });
  const isGood = standing === 'free' || standing === 'reusable';
  expect(await line.locator('.card-state.good').count()).toBe(isGood ? 1 : 0);
}

/** Checks a card that is lost according to the stock. */
export async function checkLost(): Promise<void> {
  await put('lost');
  // The stock refuses it, and says so instead of the standing.
  const word = page.getByTestId('readers').locator('[data-testid="stock-word"][data-action="refuse"]');
  await inBothLanguages(page, (said) => word.getByText(said.stock.judged.title.lost, { exact: true }).waitFor());
  expect(await page.getByTestId('readers').locator('.card-state.good').count()).toBe(0);
}

export async function checkFree(): Promise<void> {
  await put('fresh');
  await checkStanding('free', (said) => [said.card.ready, said.card.standing.notShown]);
}

export async function checkUnowned(): Promise<void> {
  await put('nobodys');
  await checkStanding('free', (said) => [said.card.ready, said.card.standing.nobodys]);
}

export async function checkAssigned(): Promise<void> {
  await put('assigned');
  await checkStanding('at-server', (said) => [said.card.status[3], said.card.standing.takeAnother]);
}

export async function checkReusable(): Promise<void> {
  await put('retired');
  await checkStanding('reusable', (said) => [said.card.ready, said.card.standing.reusable.replace('{{status}}', '6')]);
}

/** Checks a card that was bound here, also when it is put in again. */
export async function checkBound(): Promise<void> {
  const { requestId, name } = nextRequest();
  await put('bound');
  await bind('bound', requestId, 'bound');
  await put('bound');
  await checkStanding('bound-here', (said) => [said.card.boundTo.replace('{{name}}', name)]);
}

export async function checkQueued(): Promise<void> {
  const { requestId, name } = nextRequest();
  await put('queued');
  failCalls((method) => (method === 'POST' ? { fault: 'answer', processed: false, status: 500 } : null));
  await bind('queued', requestId, 'waiting');
  const number = await page.getByTestId('slip-number').innerText();
  await put('queued');
  await checkStanding('queued', (said) => [said.card.standing.queued.replace('{{name}}', name), said.card.standing.keepApart]);
  expect(await page.getByTestId('card-standing').innerText()).toContain(number);
}

/** Checks a card whose binding is unconfirmed, and later needs attention because the server gave the request another card. */
export async function checkUnconfirmedAndAttention(): Promise<void> {
  const { requestId, name } = nextRequest();
  await put('lostAnswer');
  const cutOff: Fault = { fault: 'drop', processed: false };
  await clearDesk(page);
  await openConfirm(page, requestId);
  await page.locator('[data-testid="serial-entry"]:focus').waitFor();
  await page.keyboard.type(printedOn('lostAnswer'));
  await page.locator('[data-serial="confirmed"]').waitFor();
  // Confirming itself asks about the request; after the call the server does not answer.
  let wasSent = false;
  failCalls((method, path) => {
    if (method === 'POST') wasSent = true;
    return method === 'POST' || (wasSent && path.endsWith(`/requests/${requestId.toLowerCase()}`)) ? cutOff : null;
  });
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="outcome"][data-state="uncertain"]').waitFor();
  await put('lostAnswer');
  await checkStanding('unconfirmed', (said) => [said.card.standing.unconfirmed.replace('{{name}}', name), said.card.standing.keepApart]);
  service.book.bind(requestId, guidOf('77'.repeat(16)), GIDS_ATR);
  faults.choose = () => ({ fault: 'none' });
  await checkStanding('attention', (said) => [said.card.standing.attention.replace('{{name}}', name)]);
}

/** Checks a card that the server cannot be asked about: the screen shows what is known here, and that no more is known. */
export async function checkSilentServer(): Promise<void> {
  let letGo: () => void = () => undefined;
  const until = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let isHeld = true;
  failCalls((_, path) => {
    if (!path.includes('smartcards?cardid')) return null;
    return isHeld ? { fault: 'hold', until } : { fault: 'drop', processed: false };
  });
  await put('silent');
  await checkStanding('here-free', (said) => [said.card.standing.hereFree, said.card.standing.askingServer]);
  isHeld = false;
  letGo();
  await checkStanding('free', (said) => [said.card.standing.notShown]);
  await put('silent');
  await checkStanding('here-free', (said) => [said.card.standing.hereFree, said.card.standing.silent]);
}

/** Checks a prepared card: its confirm step opens automatically, and the reader names its person. */
export async function checkPrepared(): Promise<void> {
  const { requestId, name } = nextRequest();
  await drop(folder, 'cards.csv', [`{${guidOf(raws.prepared)}},${requestId},,`]);
  await put('prepared');
  await page.getByTestId('confirm').waitFor();
  expect(await page.getByTestId('confirm-person').innerText()).toBe(name);
  await page.keyboard.press('Escape');
  await page.getByTestId('confirm').waitFor({ state: 'detached' });
  await page.getByTestId('prepared-at-reader').getByText(name).waitFor();
  await checkStanding('free', (said) => [said.card.standing.notShown]);
}

/** Checks cards that cannot be read: a blank one, and one of another kind. */
export async function checkUnreadable(): Promise<void> {
  await takeOut();
  card = await insertCard(VPCD_PORTS[0], gidsCard('00'.repeat(16)));
  await inBothLanguages(page, (said) => page.getByTestId('readers').getByText(said.card.cannot).waitFor());
}

/** Returns matching requests of the population. */
export function requestsLike(isLike: (request: WireRequest) => boolean): readonly WireRequest[] {
  return population.requests.map(({ request }) => request).filter(isLike);
}

/** Returns the name of the person a request is for. */
export function nameOf({ TargetUserUuid }: WireRequest): string {
  return population.people.find(({ userId }) => userId === TargetUserUuid)?.name ?? '';
}

/** Checks a request for each reason why it cannot be bound: the reason is shown in two languages, and Enter opens nothing. */
export async function checkReasons(reasons: readonly NotBindableReason[]): Promise<void> {
  const { requests, requestRules } = await snapshotOf(page);
  for (const reason of reasons) {
    const requestId = requests.find((request) => {
      const said = bindableView(request, requestRules);
      return !said.bindable && said.reason === reason;
    })?.requestId;
    if (requestId === undefined) throw new Error(`No request is there for ${reason}`);
    await clearDesk(page);
    await page.keyboard.type(requestId);
    await page.locator(`[data-request-id="${requestId}"][data-cannot="${reason}"][aria-selected="true"]`).waitFor();
    await inBothLanguages(page, async (said) => {
      const [words = ''] = said.requests.cannot[reason].split(' {{type}}');
      await page.getByTestId('cannot-be-bound').getByText(words).waitFor();
    });
    await page.keyboard.press('Enter');
    await untilKeysCount(page);
    expect(await page.getByTestId('confirm').count()).toBe(0);
  }
}

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gidsCard, strangeCard } from '../electron/training/virtual-applets.js';
import { snapshotSchema } from '../shared/contract.js';
import { resultSchema } from '../shared/result.js';
import { confirmBehindTheScreen, confirmedOnScreen } from './confirmed.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, launchStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './world.js';

/** How long the server thinks about what it is asked, ms. */
const SLOW_MS = 1_500;

let pcscd: Pcscd;
let server: LiveServer;
const cards: VpcdCard[] = [];

beforeAll(async () => {
  pcscd = await startPcscd();
});
afterAll(() => pcscd.stop());
beforeEach(async () => {
  server = await startLiveServer();
});
afterEach(async () => {
  await closeStations();
  for (const card of cards.splice(0)) await card.remove();
  await server.close();
});

const insert = async (slot: 0 | 1, rawCardId: string): Promise<VpcdCard> => {
  const card = await insertCard(VPCD_PORTS[slot], gidsCard(rawCardId));
  cards.push(card);
  return card;
};
const open = async (): Promise<Page> => (await launchStation({ settings: server.settings, roster: server.population.roster })).page;

/** Puts the example's card on the reader, finds the example's request by its id and opens the confirm step. */
async function toConfirm(page: Page): Promise<void> {
  await page.getByTestId('card-id').filter({ hasText: example.cardId }).waitFor();
  await page.keyboard.type(example.requestId);
  await page.locator(`[data-request-id="${example.requestId}"][aria-selected="true"]`).waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
}

describe('a real card is bound to a request', () => {
  it("sends exactly the body of the API's example, once, and shows the smartcard of the answer", async () => {
    await insert(0, example.rawCardId);
    const page = await open();
    await toConfirm(page);
    await page.getByTestId('confirm-person').filter({ hasText: 'Noor van der Velden' }).waitFor();
    expect(await page.getByTestId('confirm-card').getByTestId('card-id').textContent()).toBe(example.cardId);
    expect(await page.getByTestId('confirm-card').getByTestId('card-atr').textContent()).toBe(example.atr);
    expect(server.posts()).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByTestId('smartcard').filter({ hasText: example.smartcardUri }).waitFor();
    const [post, ...others] = server.posts();
    expect(others).toEqual([]);
    expect(post).toMatchObject({ method: 'POST', path: '/CertificateManagement/api/v1.0/smartcards', status: 201, did: 'bound' });
    expect(JSON.parse(post?.body ?? '')).toEqual({ requestid: example.requestId, cardid: example.cardId, atr: example.atr });
    // The request is done with: it is offered no more.
    await page.keyboard.type(example.requestId);
    await page.getByText('Nothing matches').waitFor();
  });

  it.each([
    ['204', 'accept-204', 'bound', /Bound\. The server gave no number/],
    ['403', 'refuse', 'refused', /The server refused\. Nothing was bound, and it is not tried again\.[^]*HTTP status 403[^]*You may not assign/],
    ['500', 'fail', 'waiting', /answered with a fault\. The binding is kept and is tried again[^]*Correlation id[^]*HTTP status 500/],
  ] as const)('says in words what %s means', async (_status, answer, state, words) => {
    await insert(0, example.rawCardId);
    const page = await open();
    await toConfirm(page);
    server.service.nextAnswer = answer;
    // What is asked after a fault gets no answer yet, so that its outcome stays for as long as it takes to read it.
    server.faults.choose = ({ method }) => (method === 'GET' && server.posts().some(({ did }) => did === 'failed') ? { fault: 'hang', processed: false } : { fault: 'none' });
    await page.keyboard.press('Enter');
    const outcome = page.locator(`[data-testid="outcome"][data-state="${state}"]`);
    await outcome.waitFor();
    expect(await outcome.innerText()).toMatch(words);
    const [post] = server.posts();
    expect(JSON.parse(post?.body ?? '')).toEqual({ requestid: example.requestId, cardid: example.cardId, atr: example.atr });
  });

  it('after a fault asks whether it took effect, then binds once', async () => {
    await insert(0, example.rawCardId);
    const page = await open();
    await toConfirm(page);
    server.service.nextAnswer = 'fail';
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor({ timeout: 30_000 });
    expect(server.posts().map(({ did }) => did)).toEqual(['failed', 'bound']);
  });

  it('the key that opened the confirm step, held down, does not confirm it', async () => {
    await insert(0, example.rawCardId);
    const page = await open();
    await page.getByTestId('card-id').filter({ hasText: example.cardId }).waitFor();
    await page.keyboard.type(example.requestId);
    await page.locator(`[data-request-id="${example.requestId}"][aria-selected="true"]`).waitFor();
    await page.keyboard.down('Enter');
    await page.getByTestId('confirm').waitFor();
    // Playwright repeats a key that is down, as a keyboard does.
    for (let repeat = 0; repeat < 20; repeat += 1) await page.keyboard.down('Enter');
    expect(await page.getByTestId('confirm').isVisible()).toBe(true);
    expect(server.posts()).toEqual([]);
    await page.keyboard.up('Enter');
    await page.keyboard.press('Enter');
    await page.getByTestId('smartcard').waitFor();
    expect(server.posts()).toHaveLength(1);
  });

  it('what was confirmed is not cancelled, nor confirmed again, while the server is asked', async () => {
    await insert(0, example.rawCardId);
    const page = await open();
    await toConfirm(page);
    server.faults.choose = ({ method }) => (method === 'GET' ? { fault: 'delay', ms: SLOW_MS } : { fault: 'none' });
    // Before the screen says that it is under way, and after.
    for (const key of ['Enter', 'Escape', 'Enter']) await page.keyboard.press(key);
    await page.getByTestId('confirm').getByText('Checking and writing it down').waitFor();
    for (const key of ['Escape', 'Enter']) await page.keyboard.press(key);
    expect(await page.getByTestId('confirm').isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true);
    await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
    expect(server.posts()).toHaveLength(1);
  });
});

describe('never the wrong card', () => {
  it('removed while the confirm step is open: nothing can be sent, and the operator is told why', async () => {
    const card = await insert(0, example.rawCardId);
    const page = await open();
    await toConfirm(page);
    const presentationId = await presentationOnScreen(page);
    await card.remove();
    await page.getByTestId('confirm-why-not').filter({ hasText: 'The card was taken away. Nothing was sent.' }).waitFor();
    await page.keyboard.press('Enter');
    expect(await page.getByRole('button', { name: 'Bind' }).isDisabled()).toBe(true);
    // Not even a page that lies gets past the main process.
    expect(await confirmBehindTheScreen(page, example.requestId, presentationId)).toMatchObject({ ok: false, error: { code: 'card-left' } });
    expect(server.posts()).toEqual([]);
  });

  it('swapped for another while the confirm step is open: the same', async () => {
    const card = await insert(0, example.rawCardId);
    const page = await open();
    await toConfirm(page);
    const presentationId = await presentationOnScreen(page);
    await card.remove();
    await insert(0, 'ffeeddccbbaa99887766554433221100');
    await page.getByTestId('confirm-why-not').filter({ hasText: 'There is another card in the reader now. Nothing was sent.' }).waitFor();
    await page.keyboard.press('Enter');
    expect(await confirmBehindTheScreen(page, example.requestId, presentationId)).toMatchObject({ ok: false, error: { code: 'card-left' } });
    expect(server.posts()).toEqual([]);
  });

  it('swapped so that PC/SC sees nothing: the card that is read at the confirmation is another, and nothing is sent', async () => {
    let inside = gidsCard(example.rawCardId);
    cards.push(await insertCard(VPCD_PORTS[0], { atr: inside.atr, reset: () => inside.reset(), answer: (command) => inside.answer(command) }));
    const page = await open();
    await toConfirm(page);
    inside = gidsCard('ffeeddccbbaa99887766554433221100');
    await page.keyboard.press('Enter');
    await page.getByTestId('failed').getByText('The card in the reader is not the one you saw. Nothing was sent.').waitFor();
    await page.getByTestId('card-id').filter({ hasText: 'ccddeeff-aabb-8899-7766-554433221100' }).waitFor();
    expect(server.posts()).toEqual([]);
  });

  it('the person of the request changes under the open confirm step: it closes and says so, and main refuses what was seen', async () => {
    await insert(0, example.rawCardId);
    const page = await open();
    await toConfirm(page);
    const confirmed = await confirmedOnScreen(page, example.requestId, await presentationOnScreen(page));
    const request = server.population.requests.find(({ request: { Uuid } }) => Uuid === example.requestId)?.request;
    const other = server.population.people.find(({ userId }) => userId !== request?.TargetUserUuid && server.population.roster.includes(userId));
    if (request === undefined || other === undefined) throw new Error('There is nobody else');
    Object.assign(request, { TargetUserUuid: other.userId });
    await page.getByTestId('failed').getByText('it is for another person or profile template now. Nothing was sent.').waitFor();
    expect(await page.getByTestId('confirm').count()).toBe(0);
    const behindTheScreen: unknown = await page.evaluate((seen) => window.station.call('bindings/confirm', seen), confirmed);
    expect(behindTheScreen).toMatchObject({ ok: false, error: { code: 'request-not-bindable', reason: 'changed' } });
    // Understood; the request again, as it is now.
    await page.keyboard.press('Enter');
    await page.getByTestId('failed').waitFor({ state: 'detached' });
    expect(server.posts()).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm-person').filter({ hasText: other.name }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="outcome"][data-state="bound"]').filter({ hasText: other.name }).waitFor();
  });

  it('cards in two readers: none is chosen for the operator', async () => {
    await insert(0, example.rawCardId);
    await insert(1, 'ffeeddccbbaa99887766554433221100');
    const page = await open();
    await page.getByTestId('card-id').nth(1).waitFor();
    await page.keyboard.type(example.requestId);
    await page.locator(`[data-request-id="${example.requestId}"][aria-selected="true"]`).waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm-why-not').filter({ hasText: 'more than one reader' }).waitFor();
    await page.keyboard.press('Enter');
    expect(server.posts()).toEqual([]);
    const other = page.getByTestId('confirm-card').locator('.other-card').filter({ hasText: example.cardId });
    await other.getByRole('button', { name: 'Use this card' }).click();
    await page.keyboard.press('Enter');
    await page.getByTestId('smartcard').filter({ hasText: example.smartcardUri }).waitFor();
    expect(JSON.parse(server.posts()[0]?.body ?? '')).toMatchObject({ cardid: example.cardId });
  });

  it('a card without an id is shown as such and cannot be bound', async () => {
    cards.push(await insertCard(VPCD_PORTS[0], strangeCard()));
    const page = await open();
    await page.getByTestId('reader').getByText('This card cannot be bound').waitFor();
    await page.keyboard.type(example.requestId);
    await page.locator(`[data-request-id="${example.requestId}"][aria-selected="true"]`).waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm-why-not').waitFor();
    expect(await page.getByRole('button', { name: 'Bind' }).isDisabled()).toBe(true);
    const presentationId = await presentationOnScreen(page);
    expect(await confirmBehindTheScreen(page, example.requestId, presentationId)).toMatchObject({ ok: false, error: { code: 'card-unidentified' } });
    expect(server.posts()).toEqual([]);
  });

  it('a card that was bound here says to whom, and is not bound again', async () => {
    await insert(0, example.rawCardId);
    const page = await open();
    await toConfirm(page);
    await page.keyboard.press('Enter');
    await page.getByTestId('smartcard').waitFor();
    await page.getByTestId('reader').getByText('Bound to Noor van der Velden').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('failed').getByText('This card was bound here already, to Noor van der Velden.').waitFor();
    expect(server.posts()).toHaveLength(1);
  });
});

/** The number of the one card that is in a reader now. */
async function presentationOnScreen(page: Page): Promise<number> {
  const answer = resultSchema(snapshotSchema).parse(await page.evaluate(() => window.station.call('station/snapshot', {})));
  if (!answer.ok) throw new Error(`No snapshot: ${answer.error.code}`);
  const [state] = answer.value.readers.flatMap((reader) => (reader.state.state === 'card' ? [reader.state] : []));
  if (state === undefined) throw new Error('There is no card in any reader');
  return state.presentationId;
}

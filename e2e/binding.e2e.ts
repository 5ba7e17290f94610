import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceLogEntry } from '../electron/training/service.js';
import { GIDS_ATR, gidsCard, unknownCard } from '../electron/training/virtual-applets.js';
import { snapshotSchema } from '../shared/contract.js';
import { resultSchema } from '../shared/result.js';
import { confirmDirectly, confirmationOnScreen } from './confirm-directly.js';
import type { ServerCall } from './fault-server.js';
import { clearDesk, openConfirm } from './one-desk.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, describeFailed, launchStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

/** Number of requests ready for a card: more than the tests use. */
const REQUESTS = 30;

/** Bytes of a card that is bound to no request. */
const OTHER_RAW = 'ffeeddccbbaa99887766554433221100';

/** A request and a card that no earlier test has used. */
interface Pair {
  readonly requestId: string;
  readonly person: string;
  readonly cardId: string;
  readonly rawCardId: string;
}

/** The tests share one station and run in order; each uses its own requests and cards. */
let pcscd: Pcscd;
let server: LiveServer;
let page: Page;
let pairs: readonly Pair[];
let taken = 0;
/** Number of calls to bind made by earlier tests. */
let postsBefore = 0;
const cards: VpcdCard[] = [];

beforeAll(async () => {
  pcscd = await startPcscd();
  server = await startLiveServer(REQUESTS);
  pairs = pairsOf(server);
  ({ page } = await launchStation({ settings: server.settings, roster: server.population.roster }));
  await page.locator('.request-row').first().waitFor();
});
beforeEach(() => {
  postsBefore = server.posts().length;
});
afterEach(async () => {
  await describeFailed();
  server.faults.choose = () => ({ fault: 'none' });
  server.service.nextAnswer = 'accept';
  for (const card of cards.splice(0)) await card.remove();
  await page.getByTestId('readers').getByTestId('card-id').first().waitFor({ state: 'detached' });
  await clearDesk(page);
});
afterAll(async () => {
  await closeStations();
  await server.close();
  await pcscd.stop();
});

/** Returns requests whose person's name is unique in the roster, each with a card. The example's request is not among them. */
function pairsOf({ population: { requests, people, roster } }: LiveServer): Pair[] {
  const names = people.map(({ name }) => name);
  return requests.slice(0, REQUESTS).flatMap(({ request }, index) => {
    const person = people.find(({ userId }) => userId === request.TargetUserUuid);
    if (
      person === undefined ||
      request.Uuid === example.requestId ||
      !roster.includes(person.userId) ||
      names.filter((name) => name === person.name).length > 1
    )
      return [];
    const ending = String(index).padStart(2, '0');
    return [
      {
        requestId: request.Uuid,
        person: person.name,
        cardId: `abababab-abab-abab-abab-ababababab${ending}`,
        rawCardId: `${'ab'.repeat(15)}${ending}`,
      },
    ];
  });
}

function next(): Pair {
  const pair = pairs[taken];
  if (pair === undefined) throw new Error('There are no more requests');
  taken += 1;
  return pair;
}

/** Returns the calls to bind made by this test. */
const posts = (): readonly ServiceLogEntry[] => server.posts().slice(postsBefore);
const outcome = (state: string, person: string): Locator =>
  page.locator(`[data-testid="outcome"][data-state="${state}"]`).filter({ hasText: person });

const insert = async (slot: 0 | 1, rawCardId: string): Promise<VpcdCard> => {
  const card = await insertCard(VPCD_PORTS[slot], gidsCard(rawCardId));
  cards.push(card);
  return card;
};

/** Opens the confirm step of a request with a card that the station has read. */
async function toConfirm({ requestId, cardId }: Pick<Pair, 'requestId' | 'cardId'>): Promise<void> {
  await page.getByTestId('readers').getByTestId('card-id').filter({ hasText: cardId }).waitFor();
  await openConfirm(page, requestId);
}

/** Delays the server's answers to some calls until the returned function is called. */
function holdAnswers(which: (call: ServerCall) => boolean): () => void {
  let letGo: () => void = () => undefined;
  const until = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  server.faults.choose = (call) => (which(call) ? { fault: 'hold', until } : { fault: 'none' });
  return letGo;
}

describe('binding a real card to a request', () => {
  it("sends exactly the body of the API's example, once, and shows the smartcard of the answer", async () => {
    await insert(0, example.rawCardId);
    await toConfirm(example);
    await page.getByTestId('confirm-person').filter({ hasText: 'Noor van der Velden' }).waitFor();
    expect(await page.getByTestId('confirm-details').getByTestId('card-id').textContent()).toBe(example.cardId);
    expect(await page.getByTestId('confirm-details').getByTestId('card-atr').textContent()).toBe(example.atr);
    expect(posts()).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByTestId('smartcard').filter({ hasText: example.smartcardUri }).waitFor();
    const [post, ...others] = posts();
    expect(others).toEqual([]);
    expect(post).toMatchObject({ method: 'POST', path: '/CertificateManagement/api/v1.0/smartcards', status: 201, did: 'bound' });
    expect(JSON.parse(post?.body ?? '')).toEqual({ requestid: example.requestId, cardid: example.cardId, atr: example.atr });
    // The request is done and no longer offered.
    await page.keyboard.type(example.requestId);
    await page.getByText('No results for').waitFor();
  });

  it.each([
    ['204', 'accept-204', 'bound', /Bound\. The server returned no smartcard number/],
    [
      '403',
      'refuse',
      'refused',
      /The server refused\. Nothing was bound, and the station will not retry\.[^]*HTTP status 403[^]*You may not assign/,
    ],
    ['500', 'fail', 'waiting', /returned an error\. The binding is kept[^]*HTTP status 500[^]*Correlation ID/],
  ] as const)('explains %s in plain text', async (_status, answer, state, words) => {
    const pair = next();
    await insert(0, pair.rawCardId);
    await toConfirm(pair);
    server.service.nextAnswer = answer;
    // The check after an error is not answered yet, so that its text stays long enough to be read.
    const letGo = holdAnswers(({ method }) => method === 'GET' && posts().some(({ did }) => did === 'failed'));
    await page.keyboard.press('Enter');
    await outcome(state, pair.person).waitFor();
    expect(await outcome(state, pair.person).innerText()).toMatch(words);
    const [post] = posts();
    expect(JSON.parse(post?.body ?? '')).toEqual({ requestid: pair.requestId, cardid: pair.cardId, atr: GIDS_ATR });
    letGo();
    if (state === 'waiting') await outcome('bound', pair.person).waitFor();
  });

  it('asks after an error whether it took effect, then binds once', async () => {
    const pair = next();
    await insert(0, pair.rawCardId);
    await toConfirm(pair);
    server.service.nextAnswer = 'fail';
    await page.keyboard.press('Enter');
    await outcome('bound', pair.person).waitFor();
    expect(posts().map(({ did }) => did)).toEqual(['failed', 'bound']);
  });

  it('is not confirmed by holding down the key that opened the confirm step', async () => {
    const pair = next();
    await insert(0, pair.rawCardId);
    await page.getByTestId('readers').getByTestId('card-id').filter({ hasText: pair.cardId }).waitFor();
    await page.keyboard.type(pair.requestId);
    await page.locator(`[data-request-id="${pair.requestId}"][aria-selected="true"]`).waitFor();
    await page.keyboard.down('Enter');
    await page.getByTestId('confirm').waitFor();
    // Playwright repeats a key that is down, as a keyboard does.
    for (let repeat = 0; repeat < 20; repeat += 1) await page.keyboard.down('Enter');
    expect(await page.getByTestId('confirm').isVisible()).toBe(true);
    expect(posts()).toEqual([]);
    await page.keyboard.up('Enter');
    await page.keyboard.press('Enter');
    await outcome('bound', pair.person).waitFor();
    expect(posts()).toHaveLength(1);
  });

  it('is neither canceled nor confirmed again while the server is being asked', async () => {
    const pair = next();
    await insert(0, pair.rawCardId);
    await toConfirm(pair);
    const letGo = holdAnswers(({ method }) => method === 'GET');
    // Presses before and after the screen says that the binding is being sent.
    for (const key of ['Enter', 'Escape', 'Enter']) await page.keyboard.press(key);
    await page.getByTestId('confirm').getByText('Checking and saving').waitFor();
    for (const key of ['Escape', 'Enter']) await page.keyboard.press(key);
    expect(await page.getByTestId('confirm').isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true);
    expect(posts()).toEqual([]);
    letGo();
    await outcome('bound', pair.person).waitFor();
    expect(posts()).toHaveLength(1);
  });
});

describe('never binds the wrong card', () => {
  it('when it is removed while the confirm step is open: nothing can be sent, and the operator sees why', async () => {
    const pair = next();
    const card = await insert(0, pair.rawCardId);
    await toConfirm(pair);
    const presentationId = await presentationOnScreen();
    await card.remove();
    await page.getByTestId('confirm-why-not').filter({ hasText: 'The card was removed. Nothing was sent.' }).waitFor();
    await page.keyboard.press('Enter');
    expect(await page.getByRole('button', { name: 'Bind' }).isDisabled()).toBe(true);
    // The main process refuses even a compromised page.
    expect(await confirmDirectly(page, pair.requestId, presentationId)).toMatchObject({ ok: false, error: { code: 'card-left' } });
    expect(posts()).toEqual([]);
    // The focused button is disabled now, but the focus stays in the dialog.
    await page.keyboard.press('Escape');
    await page.getByTestId('confirm').waitFor({ state: 'detached' });
  });

  it('when it is swapped while the confirm step is open: nothing can be sent', async () => {
    const pair = next();
    const card = await insert(0, pair.rawCardId);
    await toConfirm(pair);
    const presentationId = await presentationOnScreen();
    await card.remove();
    await insert(0, OTHER_RAW);
    await page.getByTestId('confirm-why-not').filter({ hasText: 'A different card is in the reader. Nothing was sent.' }).waitFor();
    await page.keyboard.press('Enter');
    expect(await confirmDirectly(page, pair.requestId, presentationId)).toMatchObject({ ok: false, error: { code: 'card-left' } });
    expect(posts()).toEqual([]);
  });

  it('when it is swapped without PC/SC noticing: confirming reads another card, and nothing is sent', async () => {
    const pair = next();
    let inside = gidsCard(pair.rawCardId);
    cards.push(
      await insertCard(VPCD_PORTS[0], { atr: inside.atr, reset: () => inside.reset(), answer: (command) => inside.answer(command) }),
    );
    await toConfirm(pair);
    inside = gidsCard(OTHER_RAW);
    await page.keyboard.press('Enter');
    await page.getByTestId('failed').getByText('The card in the reader is not the one you saw. Nothing was sent.').waitFor();
    await page.getByTestId('card-id').filter({ hasText: 'ccddeeff-aabb-8899-7766-554433221100' }).waitFor();
    expect(posts()).toEqual([]);
  });

  it('when the person of the request changes while the confirm step is open: it closes with a message, and the main process refuses the old view', async () => {
    const [pair, others] = [next(), next()];
    await insert(0, pair.rawCardId);
    await toConfirm(pair);
    const confirmed = await confirmationOnScreen(page, pair.requestId, await presentationOnScreen());
    const request = server.population.requests.find(({ request: { Uuid } }) => Uuid === pair.requestId)?.request;
    const other = server.population.people.find(({ name }) => name === others.person);
    if (request === undefined || other === undefined) throw new Error('There is no other person');
    Object.assign(request, { TargetUserUuid: other.userId });
    await page.evaluate(() => window.station.call('requests/refresh', {}));
    await page.getByTestId('failed').getByText('is now for another person or profile template. Nothing was sent.').waitFor();
    expect(await page.getByTestId('confirm').count()).toBe(0);
    const behindTheScreen: unknown = await page.evaluate((seen) => window.station.call('bindings/confirm', seen), confirmed);
    expect(behindTheScreen).toMatchObject({ ok: false, error: { code: 'request-not-bindable', reason: 'changed' } });
    // OK, then the same request with its new content.
    await page.keyboard.press('Enter');
    await page.getByTestId('failed').waitFor({ state: 'detached' });
    expect(posts()).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm-person').filter({ hasText: other.name }).waitFor();
    await page.keyboard.press('Enter');
    await outcome('bound', other.name).waitFor();
  });

  it('when there are cards in two readers: none is preselected', async () => {
    const pair = next();
    await insert(0, pair.rawCardId);
    await insert(1, OTHER_RAW);
    await page.getByTestId('readers').getByTestId('card-id').nth(1).waitFor();
    await openConfirm(page, pair.requestId);
    await page.getByTestId('confirm-why-not').filter({ hasText: 'cards in several readers' }).waitFor();
    await page.keyboard.press('Enter');
    expect(posts()).toEqual([]);
    const other = page.getByTestId('confirm-card').locator('.other-card').filter({ hasText: pair.cardId });
    await other.getByRole('button', { name: 'Use this card' }).click();
    await page.keyboard.press('Enter');
    await outcome('bound', pair.person).waitFor();
    expect(posts().map(({ body }) => JSON.parse(body) as object)).toEqual([
      { requestid: pair.requestId, cardid: pair.cardId, atr: GIDS_ATR },
    ]);
  });

  it('when it has no id: it is shown as such and cannot be bound', async () => {
    const { requestId } = next();
    cards.push(await insertCard(VPCD_PORTS[0], unknownCard()));
    await page.getByTestId('reader').getByText('This card cannot be bound').waitFor();
    await openConfirm(page, requestId);
    await page.getByTestId('confirm-why-not').waitFor();
    expect(await page.getByRole('button', { name: 'Bind' }).isDisabled()).toBe(true);
    const presentationId = await presentationOnScreen();
    expect(await confirmDirectly(page, requestId, presentationId)).toMatchObject({
      ok: false,
      error: { code: 'card-unidentified' },
    });
    expect(posts()).toEqual([]);
  });

  it('when it was bound here before: the screen says to whom, and it is not bound again', async () => {
    const [pair, other] = [next(), next()];
    await insert(0, pair.rawCardId);
    await toConfirm(pair);
    await page.keyboard.press('Enter');
    await outcome('bound', pair.person).waitFor();
    await page.getByTestId('reader').getByText(`Bound to ${pair.person}`).waitFor();
    // Nothing opens for it, its reader says what to do, and the main process refuses it whatever the page sends.
    await clearDesk(page);
    await page.keyboard.type(other.requestId);
    await page.locator(`[data-request-id="${other.requestId}"][aria-selected="true"]`).waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('take-another').getByText('Use another card.').waitFor();
    expect(await page.getByTestId('confirm').count()).toBe(0);
    expect(await confirmDirectly(page, other.requestId, await presentationOnScreen())).toMatchObject({
      ok: false,
      error: { code: 'card-bound-here', personName: pair.person },
    });
    expect(posts()).toHaveLength(1);
  });
});

/** Returns the presentation number of the only card in a reader. */
async function presentationOnScreen(): Promise<number> {
  const answer = resultSchema(snapshotSchema).parse(await page.evaluate(() => window.station.call('station/snapshot', {})));
  if (!answer.ok) throw new Error(`No snapshot: ${answer.error.code}`);
  const [state] = answer.value.readers.flatMap((reader) => (reader.state.state === 'card' ? [reader.state] : []));
  if (state === undefined) throw new Error('There is no card in any reader');
  return state.presentationId;
}

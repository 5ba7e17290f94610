import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { GIDS_ATR, gidsCard } from '../electron/training/virtual-applets.js';
import type { Population } from '../electron/training/population.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, launchStation } from './station.js';
import { insertCard, VPCD_PORTS } from './vpcd.js';
import { startLiveServer, type LiveServer } from './live-server.js';

/** Number of cards that each input method binds in a row. */
const CARDS = 20;
/** Folder for screenshots of every step with the first card. */
const PICTURES = 'dist/pictures/input-methods';
/** A limit, not a measurement: each input method binds many cards, on busy machines. */
const timeout = 360_000;

let pcscd: Pcscd;
let server: LiveServer;

beforeAll(async () => {
  pcscd = await startPcscd();
});
afterAll(() => pcscd.stop());
beforeEach(async () => {
  server = await startLiveServer(CARDS + 4);
});
afterEach(async () => {
  await closeStations();
  await server.close();
});

it('twenty cards in a row are bound with the keyboard, each with a search and two keystrokes', { timeout }, async () => {
  const page = await open();
  let keystrokes = 0;
  await bindAll(page, 'keyboard', {
    find: async (meant) => {
      await page.keyboard.type(meant.person.account);
      await rowOf(page, meant).and(page.locator('[aria-selected="true"]')).waitFor();
    },
    choose: async () => {
      keystrokes += 1;
      await page.keyboard.press('Enter');
    },
    confirm: async () => {
      keystrokes += 1;
      await page.keyboard.press('Enter');
    },
  });
  expect(keystrokes).toBe(2 * CARDS);
});

it('twenty cards in a row are bound by touch alone', { timeout }, async () => {
  const page = await open();
  const devtools = await page.context().newCDPSession(page);
  await bindAll(page, 'touch', {
    find: (meant) => rowOf(page, meant).waitFor(),
    choose: (meant) => tap(devtools, rowOf(page, meant)),
    confirm: () => tap(devtools, page.getByTestId('confirm').getByRole('button', { name: 'Bind', exact: true })),
  });
});

it('twenty cards in a row are bound with a scanner: a scan selects a request and never confirms', { timeout }, async () => {
  const page = await open();
  const devtools = await page.context().newCDPSession(page);
  await bindAll(page, 'scanner', {
    // A key pressed accidentally before the scan must not affect it.
    find: async () => {
      await page.keyboard.type('x');
    },
    choose: ({ requestId }) => scan(devtools, `{${requestId.toUpperCase()}}`),
    confirm: async ({ requestId }) => {
      const posts = server.posts().length;
      // The next form is scanned too early: its Enter binds nothing, and the next one only wakes the dialog.
      await scan(devtools, requestId);
      await page.getByTestId('confirm-typed').waitFor();
      await page.keyboard.press('Enter');
      await page.getByTestId('confirm-woken').waitFor();
      expect(server.posts()).toHaveLength(posts);
      await page.keyboard.press('Enter');
    },
  });
});

interface Meant {
  readonly requestId: string;
  readonly person: Population['people'][number];
}

interface InputMethod {
  /** Brings the request into view. */
  find(meant: Meant): Promise<unknown>;
  /** Opens the confirm step. */
  choose(meant: Meant): Promise<unknown>;
  /** Confirms it. */
  confirm(meant: Meant): Promise<unknown>;
}

async function open(): Promise<Page> {
  const { page } = await launchStation({ settings: server.settings, roster: server.population.roster });
  return page;
}

/** Binds {@link CARDS} cards to different people's requests, and checks what the server received. */
async function bindAll(page: Page, name: string, method: InputMethod): Promise<void> {
  const folder = join(PICTURES, name);
  await mkdir(folder, { recursive: true });
  const picture = async (number: number, moment: string): Promise<void> => {
    if (number === 1) await page.screenshot({ path: join(folder, `${moment}.png`) });
  };
  await page.locator('[data-request-id]').first().waitFor();
  const expected: object[] = [];
  for (let number = 1; number <= CARDS; number += 1) {
    const step = String(number).padStart(2, '0');
    const cardId = `abababab-abab-abab-abab-ababababab${step}`;
    const card = await insertCard(VPCD_PORTS[0], gidsCard(`${'ab'.repeat(15)}${step}`));
    const shownId = page.getByTestId('readers').getByTestId('card-id');
    await shownId.filter({ hasText: cardId }).waitFor();
    const meant = await firstInView(page);
    await method.find(meant);
    await picture(number, '1-found');
    await method.choose(meant);
    await page.getByTestId('confirm-person').filter({ hasText: meant.person.name }).waitFor();
    await picture(number, '2-confirm');
    await method.confirm(meant);
    await page.locator('[data-testid="outcome"][data-state="bound"]').filter({ hasText: meant.person.name }).waitFor();
    await picture(number, '3-bound');
    expected.push({ did: 'bound', requestid: meant.requestId, cardid: cardId, atr: GIDS_ATR });
    await card.remove();
    await shownId.waitFor({ state: 'detached' });
  }
  expect(server.posts().map(({ body, did }) => ({ did, ...(JSON.parse(body) as object) }))).toEqual(expected);
}

/** Returns the first request of the list whose person the roster names. */
async function firstInView(page: Page): Promise<Meant> {
  for (const row of await page.locator('[data-request-id]').all()) {
    const requestId = await row.getAttribute('data-request-id');
    const request = server.population.requests.find(({ request: { Uuid } }) => Uuid === requestId)?.request;
    const person = server.population.people.find(({ userId }) => userId === request?.TargetUserUuid);
    if (requestId !== null && person !== undefined && server.population.roster.includes(person.userId)) return { requestId, person };
  }
  throw new Error('no request in view');
}

function rowOf(page: Page, { requestId }: Meant): Locator {
  return page.locator(`[data-request-id="${requestId}"]`);
}

/** Taps the center of an element, which must be large enough for a finger (WCAG 2.2, 2.5.5: 44 px). */
async function tap(devtools: CDPSession, target: Locator): Promise<void> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('there is nothing to tap');
  expect(box.height).toBeGreaterThanOrEqual(44);
  expect(box.width).toBeGreaterThanOrEqual(44);
  const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

/** Sends a scanner's burst: keys 8 ms apart by the events' own clock, however busy this machine is, then Enter. */
async function scan(devtools: CDPSession, code: string): Promise<void> {
  const started = Date.now() / 1000;
  const keys = [
    ...Array.from(code, (text) => ({ text, key: text })),
    { text: '\r', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 },
  ];
  await Promise.all(
    keys.flatMap((key, place) => [
      devtools.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, timestamp: started + place * 0.008 }),
      devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key, timestamp: started + place * 0.008 + 0.004 }),
    ]),
  );
}

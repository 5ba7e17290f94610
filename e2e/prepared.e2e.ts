import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { en } from '../renderer/i18n/en.js';
import { confirmDirectly } from './confirm-directly.js';
import { clearDesk } from './one-desk.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { drop, freshEnter, otherCardId, otherRaw, PICTURES, untilTaken } from './prepared-cards.js';
import { inBothLanguages, snapshotOf } from './second-person.js';
import { closeStations, describeFailed, launchStation, openScreen } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

/** A third card, and the id it has. */
const thirdRaw = 'abababababababababababababababab';
const thirdCardId = 'abababab-abab-abab-abab-abababababab';

/** The tests share one station, run in order, and use one file of prepared cards. */
let pcscd: Pcscd;
let server: LiveServer;
let folder: string;
let page: Page;
let card: VpcdCard | null = null;

beforeAll(async () => {
  pcscd = await startPcscd();
  await mkdir(PICTURES, { recursive: true });
  server = await startLiveServer();
  folder = await mkdtemp(join(tmpdir(), 'prepared-'));
  ({ page } = await launchStation({ settings: { ...server.settings, prepared: { folder } }, roster: server.population.roster }));
  await page.locator('[data-request-id]').first().waitFor();
  await drop(folder, 'cards.csv', [
    `{${example.cardId.toUpperCase()}},${example.requestId},,`,
    `${otherCardId},,20003,`,
    `${thirdCardId},,20002,`,
  ]);
  await untilTaken(page, 3);
});
afterEach(async () => {
  await describeFailed();
  await card?.remove();
  card = null;
  await openScreen(page, 'desk');
  await page.getByTestId('readers').getByTestId('card-id').waitFor({ state: 'detached' });
  await clearDesk(page);
});
afterAll(async () => {
  await closeStations();
  await server.close();
  await rm(folder, { recursive: true });
  await pcscd.stop();
});

const insert = async (rawCardId: string): Promise<void> => {
  card = await insertCard(VPCD_PORTS[0], gidsCard(rawCardId));
};

/** Returns the request of the person with an employee number. */
function requestOf(employeeId: string): string {
  const person = server.population.people.find((one) => one.employeeId === employeeId);
  const found = server.population.requests.find(({ request }) => request.TargetUserUuid === person?.userId);
  if (found === undefined) throw new Error(`No request is for ${employeeId}`);
  return found.request.Uuid;
}

describe('a prepared card', () => {
  it('opens the confirm step with the right person, and one fresh Enter binds it', async () => {
    await insert(example.rawCardId);
    await page.getByTestId('confirm').waitFor();
    expect(await page.getByTestId('confirm-person').innerText()).toBe('Noor van der Velden');
    expect(await page.getByTestId('confirm-details').getByTestId('card-id').innerText()).toBe(example.cardId);
    await inBothLanguages(page, async (words, language) => {
      const source = words.prepared.source.replace('{{file}}', 'cards.csv').replace('{{line}}', '2');
      await page.getByTestId('prepared-fits').filter({ hasText: source }).filter({ hasText: words.prepared.openedItself }).waitFor();
      await page.screenshot({ path: join(PICTURES, `opened-by-itself-${language}.png`) });
    });
    expect(server.posts()).toEqual([]);
    await freshEnter(page);
    await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
    const [post, ...others] = server.posts();
    expect(others).toEqual([]);
    expect(JSON.parse(post?.body ?? '')).toEqual({ requestid: example.requestId, cardid: example.cardId, atr: example.atr });
    // The card's line becomes done automatically.
    await openScreen(page, 'prepared');
    await page.locator('[data-line="2"][data-outcome="done"]').waitFor();
    await page.locator('[data-line="3"][data-outcome="request"]').waitFor();
    await page.screenshot({ path: join(PICTURES, 'done.png') });
  });

  it('is not bound to anyone else: the step says why, and nothing is sent', async () => {
    const requestId = requestOf('20004');
    const posts = server.posts().length;
    await page.keyboard.type(requestId);
    await page.locator(`[data-request-id="${requestId}"][aria-selected="true"]`).waitFor();
    await insert(otherRaw);
    // The operator was doing something else, so nothing opens.
    const name = server.population.people[3]?.name ?? '';
    await inBothLanguages(page, (words) =>
      page
        .getByTestId('prepared-at-reader')
        .filter({ hasText: words.prepared.forName.replace('{{name}}', name) })
        .waitFor(),
    );
    expect(await page.getByTestId('confirm').count()).toBe(0);
    await page.keyboard.press('Enter');
    await inBothLanguages(page, async (words, language) => {
      await page.getByTestId('prepared-otherwise').filter({ hasText: name }).filter({ hasText: words.prepared.refuse }).waitFor();
      await page.screenshot({ path: join(PICTURES, `otherwise-${language}.png`) });
      expect(await page.getByRole('button', { name: words.confirm.yes, exact: true }).isDisabled()).toBe(true);
    });
    await page.keyboard.press('Enter');
    // The main process refuses even a compromised page.
    const [presentationId = 0] = (await snapshotOf(page)).readers.flatMap(({ state }) =>
      state.state === 'card' ? [state.presentationId] : [],
    );
    const answer = await confirmDirectly(page, requestId, presentationId);
    expect(answer).toMatchObject({ ok: false, error: { code: 'card-prepared-for-another', file: 'cards.csv', line: 3, personName: name } });
    expect(server.posts()).toHaveLength(posts);
  });
});

describe('keys that were meant for something else', () => {
  it('an Enter that arrives while the step opens does not bind, and the step says so', async () => {
    const posts = server.posts().length;
    // Sent from within the page at the moment the dialog opens, faster than any hand. The first frame with the dialog is
    // delayed, so that the key is early however slow this machine is.
    await page.evaluate(() => {
      const draw = window.requestAnimationFrame.bind(window);
      const held: FrameRequestCallback[] = [];
      window.requestAnimationFrame = (work) => held.push(work);
      window.addEventListener('let-it-be-drawn', () => {
        window.requestAnimationFrame = draw;
        for (const work of held) draw(work);
      });
      new MutationObserver((_, observer) => {
        const dialog = document.querySelector('[data-testid="confirm"]');
        if (dialog === null) return;
        observer.disconnect();
        const press = (type: string): boolean =>
          window.dispatchEvent(new KeyboardEvent(type, { key: 'Enter', bubbles: true, cancelable: true }));
        for (const type of ['keydown', 'keyup', 'keydown', 'keyup']) press(type);
      }).observe(document.body, { childList: true, subtree: true });
    });
    await insert(thirdRaw);
    await page.getByTestId('confirm').waitFor();
    await page.getByTestId('prepared-fits').waitFor();
    for (const key of ['Enter', 'Space', 'Enter']) {
      await page.keyboard.down(key);
      await page.keyboard.up(key);
    }
    await page.getByTestId('confirm-early').filter({ hasText: en.keys.early }).waitFor();
    expect(await page.getByTestId('confirm').isVisible()).toBe(true);
    expect(server.posts()).toHaveLength(posts);
    await page.evaluate(() => window.dispatchEvent(new Event('let-it-be-drawn')));
    await page.screenshot({ path: join(PICTURES, 'early.png') });
    await freshEnter(page);
    await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
    expect(server.posts()).toHaveLength(posts + 1);
  });
});

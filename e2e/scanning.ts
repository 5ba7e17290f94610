import type { CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { en } from '../renderer/i18n/en.js';
import { BREAK_MS } from '../renderer/keys/scan.js';
import { clearDesk } from './one-desk.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { untilKeysCount } from './press-as-a-person.js';
import { closeStations, launchStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './world.js';
import { xKeyboard, type XKeyboard } from './x-keyboard.js';

/** Field cases: what scanners and keyboards of other offices send, as key events through the X server. */
let pcscd: Pcscd;
export let server: LiveServer;
let card: VpcdCard;
export let page: Page;
export let x: XKeyboard;

/** Has every test of a file work at this desk. */
export function onScanningDesk(): void {
  beforeAll(async () => {
    pcscd = await startPcscd();
  });
  afterAll(() => pcscd.stop());
  beforeEach(async () => {
    server = await startLiveServer();
    card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
    // Noor van der Velden's number is also the end of one that nobody on the list has.
    ({ page } = await launchStation({ settings: server.settings, roster: server.population.roster.replace(',10231', ',123456') }));
    await page.getByTestId('readers').getByTestId('card-id').waitFor();
    await page.locator('[data-request-id]').first().waitFor();
    x = await xKeyboard();
    await isLongInFocus();
  });
  afterEach(async () => {
    await x.layout('us');
    await closeStations();
    await card.remove();
    await server.close();
  });
}

/** Waits until the window has had the keyboard so long that the start of a scan cannot have gone to another one. */
async function isLongInFocus(): Promise<void> {
  const seen = await page.evaluateHandle(() => ({ since: Number.POSITIVE_INFINITY }));
  await page.waitForFunction(
    ([focus, breakMs]) => {
      focus.since = document.hasFocus() ? Math.min(focus.since, performance.now()) : Number.POSITIVE_INFINITY;
      return performance.now() - focus.since > breakMs;
    },
    [seen, BREAK_MS] as const,
  );
}

export const confirm = () => page.getByTestId('confirm');
export const unknown = (text: string) =>
  page.getByTestId('unknown-scan').filter({ hasText: en.keys.unknownScan.replace('{{text}}', text) });
export const othersId = () =>
  server.population.requests.find(
    ({ request }) => request.Uuid !== example.requestId && server.population.roster.includes(request.TargetUserUuid),
  )?.request.Uuid ?? '';

export const clear = (): Promise<void> => clearDesk(page);

/** The longest pause that scan and suffix may have come to on a busy machine and still be taken for one, ms, and a key among keys. */
const [SUFFIX_MS, KEY_MS] = [140, 1_200];

/**
 * Types a scan in time. Its times are part of what is tested, and a busy machine draws them out: then it was another scan, which
 * shows nothing, and it is typed again.
 *
 * @param ready makes the screen ready for it, also after one that came too slowly
 */
export async function typeInTime(what: string, keys: readonly string[], gapMs: number, ready: () => Promise<void>): Promise<void> {
  const typed = keys.filter((key) => !key.startsWith('-'));
  const isSuffix = (key: string | undefined): boolean => ['Return', 'KP_Enter', 'Tab'].includes(key ?? '');
  const isMeantLate = keys.some((key, index) => Number(key) <= -SUFFIX_MS && isSuffix(keys[index + 1]));
  for (let turn = 0; turn < 10; turn += 1) {
    await ready();
    const times = await page.evaluateHandle(() => {
      const told: number[] = [];
      window.addEventListener('keydown', ({ timeStamp }) => told.push(timeStamp), true);
      return told;
    });
    await x.keys(keys, gapMs);
    await page.waitForFunction(([told, count]) => told.length >= count, [times, typed.length] as const, { polling: 20 });
    const came = await times.jsonValue();
    const gaps = typed.slice(1).map((key, index) => ({ ms: (came[index + 1] ?? 0) - (came[index] ?? 0), isSuffix: isSuffix(key) }));
    const between = gaps
      .filter((gap) => !gap.isSuffix)
      .map(({ ms }) => ms)
      .sort((one, other) => one - other);
    const median = between[Math.floor(between.length / 2)] ?? 0;
    const isLate = gaps.some(({ ms, isSuffix: ends }) => ms > (ends && !isMeantLate ? SUFFIX_MS : KEY_MS));
    if (!isLate && median <= (gapMs < 50 && !keys.includes('-110') ? 45 : 145)) return;
  }
  expect.fail(`This machine is too busy to type “${what}” in time`);
}

/** Types a scan into the empty search, in time. */
export const scan = (what: string, keys: readonly string[], gapMs = 10): Promise<void> => typeInTime(what, keys, gapMs, clear);

/** Opens the confirm step of the example's request, and waits until a press would count. */
export async function openExample(): Promise<void> {
  await clear();
  await x.type(`${example.requestId}\n`);
  await confirm().waitFor();
  await untilKeysCount(page);
}

/** After a press that must do nothing: the dialog takes a single press again, and nothing has left. */
export async function nothingLeft(): Promise<void> {
  await untilKeysCount(page);
  expect(server.posts()).toEqual([]);
  expect(await page.getByTestId('outcome').count()).toBe(0);
}

/** A scan in Alt mode, and its Enter. What the number pad makes of it comes as text, without a key. */
export async function altScan(devtools: CDPSession, text: string): Promise<void> {
  for (const character of text) {
    await x.down('alt');
    await x.keys(Array.from(character.charCodeAt(0).toString().padStart(4, '0'), (digit) => `KP_${digit}`));
    await x.up('alt');
    await devtools.send('Input.insertText', { text: character });
  }
  await x.keys(['Return']);
}

/** Types a scan that names the example's request as a whole: it opens its confirm step, and binds nobody. */
export async function opensExample(what: string, keys: readonly string[], gapMs?: number): Promise<void> {
  await scan(what, keys, gapMs);
  await confirm()
    .waitFor()
    .catch(() => expect.fail(`${what} opens nothing`));
  expect(await page.getByTestId('confirm-person').innerText()).toBe('Noor van der Velden');
  await nothingLeft();
  expect(await confirm().isVisible()).toBe(true);
}

/** Types a scan that names nobody as a whole: it opens nobody, and the screen says what was scanned. */
export async function opensNobody(text: string, keys: readonly string[]): Promise<void> {
  await scan(text, keys);
  await unknown(text).waitFor();
  await nothingLeft();
  expect(await confirm().count()).toBe(0);
}

/** Has something scanned over the open confirm step of the example: it does nothing but say so. */
export async function isHeldOff(what: string, scanned: () => Promise<void>): Promise<void> {
  await openExample();
  await scanned();
  // With pauses this machine may make longer, the last Enter may have ended it already.
  await page
    .locator('[data-testid="confirm-typed"], [data-testid="confirm-woken"]')
    .waitFor()
    .catch(() => expect.fail(`${what} is not noticed`));
  await nothingLeft();
  expect(await page.getByTestId('confirm-person').innerText(), what).toBe('Noor van der Velden');
}

/** A scan right after an Enter, which a person might have pressed, binds nobody; by two presses of their own they go on and bind. */
export async function goesOnAfterAScan(): Promise<void> {
  await openExample();
  await x.keys(['Return', ...Array.from('7700'), 'Return']);
  await page.getByTestId('confirm-typed').waitFor();
  await nothingLeft();
  // A person goes on: one press turns Enter on again, the next binds.
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm-woken').waitFor();
  expect(server.posts()).toEqual([]);
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
  expect(server.posts()).toHaveLength(1);
}

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
import { example, startLiveServer, type LiveServer } from './live-server.js';
import { xKeyboard, type XKeyboard } from './x-keyboard.js';

/** Field cases: input of scanners and keyboards of other offices, as key events through the X server. */
let pcscd: Pcscd;
export let server: LiveServer;
let card: VpcdCard;
export let page: Page;
export let x: XKeyboard;

/** Registers the desk for every test of a file. */
export function onScanningDesk(): void {
  beforeAll(async () => {
    pcscd = await startPcscd();
  });
  afterAll(() => pcscd.stop());
  beforeEach(async () => {
    server = await startLiveServer();
    card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
    // Noor van der Velden's number is also the end of a number that no one in the list has.
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

/** Waits until the window has had the focus for so long that the beginning of a scan cannot have gone to another window. */
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

/** Maximum delays on a busy machine at which a suffix and a key still count as part of the scan, ms. */
const [SUFFIX_MS, KEY_MS] = [140, 1_200];

/**
 * Types a scan with its exact timing. A busy machine may stretch it, and it then tests something else, so it is repeated.
 *
 * @param ready prepares the screen, also after a stretched attempt
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

/** Types a scan into the empty search, with its exact timing. */
export const scan = (what: string, keys: readonly string[], gapMs = 10): Promise<void> => typeInTime(what, keys, gapMs, clear);

/** Opens the confirm step of the example's request, and waits until a press would count. */
export async function openExample(): Promise<void> {
  await clear();
  await x.type(`${example.requestId}\n`);
  await confirm().waitFor();
  await untilKeysCount(page);
}

/** Checks after an ignored press that the dialog accepts a single press again, and that nothing was sent. */
export async function checkNothingSent(): Promise<void> {
  await untilKeysCount(page);
  expect(server.posts()).toEqual([]);
  expect(await page.getByTestId('outcome').count()).toBe(0);
}

/** Types a scan in Alt mode, and its Enter. The number pad's result arrives as text, without a key. */
export async function altScan(devtools: CDPSession, text: string): Promise<void> {
  for (const character of text) {
    await x.down('alt');
    await x.keys(Array.from(character.charCodeAt(0).toString().padStart(4, '0'), (digit) => `KP_${digit}`));
    await x.up('alt');
    await devtools.send('Input.insertText', { text: character });
  }
  await x.keys(['Return']);
}

/** Types a scan that names the example's request completely, and checks that it opens the confirm step and binds no one. */
export async function checkOpensExample(what: string, keys: readonly string[], gapMs?: number): Promise<void> {
  await scan(what, keys, gapMs);
  await confirm()
    .waitFor()
    .catch(() => expect.fail(`${what} opens nothing`));
  expect(await page.getByTestId('confirm-person').innerText()).toBe('Noor van der Velden');
  await checkNothingSent();
  expect(await confirm().isVisible()).toBe(true);
}

/** Types a scan that matches no one completely, and checks that it opens nothing and that the screen shows it. */
export async function checkOpensNothing(text: string, keys: readonly string[]): Promise<void> {
  await scan(text, keys);
  await unknown(text).waitFor();
  await checkNothingSent();
  expect(await confirm().count()).toBe(0);
}

/** Scans over the open confirm step of the example, and checks that this only shows a message. */
export async function checkIgnoredInConfirmStep(what: string, scanned: () => Promise<void>): Promise<void> {
  await openExample();
  await scanned();
  // With pauses stretched by this machine, the last Enter may have cleared it already.
  await page
    .locator('[data-testid="confirm-typed"], [data-testid="confirm-woken"]')
    .waitFor()
    .catch(() => expect.fail(`${what} is not noticed`));
  await checkNothingSent();
  expect(await page.getByTestId('confirm-person').innerText(), what).toBe('Noor van der Velden');
}

/** Checks that a scan right after an Enter, which might be a person's, binds no one, and that two presses of a person then bind. */
export async function checkContinuesAfterScan(): Promise<void> {
  await openExample();
  await x.keys(['Return', ...Array.from('7700'), 'Return']);
  await page.getByTestId('confirm-typed').waitFor();
  await checkNothingSent();
  // A person's first press clears the ignored state, the next one binds.
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm-woken').waitFor();
  expect(server.posts()).toEqual([]);
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
  expect(server.posts()).toHaveLength(1);
}

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { startGatedFront } from './gated-front.js';
import { ntlmGate, ntlmUser, type NtlmGate } from './ntlm.js';
import { openConfirm } from './one-desk.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

/** Each test has its own server, and the example's card in the reader. */
let pcscd: Pcscd;
export let server: LiveServer;
let card: VpcdCard;
export const fronts: { close(): Promise<void> }[] = [];
/** Registers the desk for every test of a file. */
export function onNtlmDesk(): void {
  beforeAll(async () => {
    pcscd = await startPcscd();
  });
  beforeEach(async () => {
    server = await startLiveServer();
    card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  });
  afterEach(async () => {
    await closeStations();
    await card.remove();
    for (const front of fronts.splice(0)) await front.close();
    await server.close();
  });
  afterAll(() => pcscd.stop());
}

export const connection = (page: Page, state: 'up' | 'down') => page.locator(`[data-testid="connection"][data-state="${state}"]`);
export const operator = (page: Page, name: string) => page.locator('.header-operator').filter({ hasText: name });

/** Confirms a binding of the card in the reader to the request, with the keyboard. */
export async function confirm(page: Page, requestId: string, cardId: string = example.cardId): Promise<void> {
  await page.getByTestId('card-id').filter({ hasText: cardId }).waitFor();
  await openConfirm(page, requestId);
  await page.keyboard.press('Enter');
}

/** Fills in the sign-in dialog with the keyboard. */
export async function signIn(page: Page): Promise<void> {
  const dialog = page.getByTestId('sign-in-dialog');
  await dialog.waitFor();
  await page.keyboard.type(`${ntlmUser.domain}\\${ntlmUser.account}`);
  await page.keyboard.press('Tab');
  await page.keyboard.type(ntlmUser.password);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
}

/** Returns a station's settings for the CM service behind NTLM; `onCall` is called with each call before it is checked. */
export async function behindNtlm(
  onCall: (ntlm: NtlmGate, method: string) => void = () => undefined,
): Promise<{ ntlm: NtlmGate; settings: object }> {
  const ntlm = ntlmGate();
  const front = await startGatedFront(server.faults.origin, null, (request, response, body) => {
    onCall(ntlm, request.method ?? '');
    return ntlm.gate(request, response, body);
  });
  fronts.push(front);
  return { ntlm, settings: { ...server.settings, server: { url: front.origin }, policy: { bindOffline: true } } };
}

/** Replaces the card in the reader. */
export async function changeCard(page: Page, rawCardId: string): Promise<void> {
  const gone = page.getByTestId('card-id').filter({ hasText: example.cardId }).first().waitFor({ state: 'detached' });
  await card.remove();
  await gone;
  card = await insertCard(VPCD_PORTS[0], gidsCard(rawCardId));
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { testAuthority } from '../electron/cm/test-certificate.js';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { exportedJournal } from './exported-journal.js';
import { member, startFederation, type Federation } from './federation.js';
import { startGatedFront } from './gated-front.js';
import { ntlmGate, ntlmUser, type NtlmGate } from './ntlm.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { snapshotOf } from './second-person.js';
import { closeStations, launchStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './world.js';

let pcscd: Pcscd;
let server: LiveServer;
let card: VpcdCard;
const fronts: { close(): Promise<void> }[] = [];
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

const line = (page: Page, state: 'up' | 'down') => page.locator(`[data-testid="line"][data-state="${state}"]`);
const operator = (page: Page, name: string) => page.locator('.header-operator').filter({ hasText: name });

/** Confirms a binding of the card in the reader to the request, by keys. */
async function confirm(page: Page, requestId: string, cardId: string = example.cardId): Promise<void> {
  await page.getByTestId('card-id').filter({ hasText: cardId }).waitFor();
  await page.keyboard.type(requestId);
  await page.locator(`[data-request-id="${requestId}"][aria-selected="true"]`).waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await page.keyboard.press('Enter');
}

/** Answers the dialog that asks for a name and a password, by keys. */
async function signIn(page: Page): Promise<void> {
  const dialog = page.getByTestId('sign-in-dialog');
  await dialog.waitFor();
  await page.keyboard.type(`${ntlmUser.domain}\\${ntlmUser.account}`);
  await page.keyboard.press('Tab');
  await page.keyboard.type(ntlmUser.password);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
}

/** A station's settings for the CM service behind NTLM; `onCall` is told of each call before it is judged. */
async function behindNtlm(onCall: (ntlm: NtlmGate, method: string) => void = () => undefined): Promise<{ ntlm: NtlmGate; settings: object }> {
  const ntlm = ntlmGate();
  const front = await startGatedFront(server.faults.origin, null, (request, response, body) => {
    onCall(ntlm, request.method ?? '');
    return ntlm.gate(request, response, body);
  });
  fronts.push(front);
  return { ntlm, settings: { ...server.settings, server: { url: front.origin }, policy: { bindOffline: true } } };
}

it('NTLM: the dialog signs every way to the server in, and a card is bound in that name', async () => {
  const { ntlm, settings } = await behindNtlm();
  const station = await launchStation({ settings, roster: server.population.roster });
  const { page } = station;
  await page.getByTestId('sign-in-dialog').getByText('This computer has no key store').waitFor();
  await signIn(page);
  await line(page, 'up').waitFor();
  await operator(page, 'Domain\\User').waitFor();
  await confirm(page, example.requestId);
  await page.getByTestId('smartcard').filter({ hasText: example.smartcardUri }).waitFor();
  expect(server.posts().map(({ did }) => did)).toEqual(['bound']);
  expect(ntlm.counts.wrong).toBe(0);
  expect(ntlm.counts.right).toBeGreaterThanOrEqual(5);
  await station.quit();
  const { entries } = await exportedJournal(station.profile);
  expect(entries.slice(1).map(({ event, operator: by }) => `${event} ${by}`)).toEqual(
    ['operator-changed', 'intended', 'submitting', 'answered'].map((event) => `${event} Domain\\User`),
  );
});

it('Sign out leaves the desk to the next operator: the server asks again, and nobody acts in the name that has left', async () => {
  const { settings } = await behindNtlm();
  const station = await launchStation({ settings, roster: server.population.roster });
  const { page } = station;
  await signIn(page);
  await operator(page, 'Domain\\User').waitFor();
  await line(page, 'up').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('sign-in-dialog').waitFor();
  await line(page, 'down').waitFor();
  await operator(page, 'Domain\\User').waitFor({ state: 'detached' });
  expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
  await station.quit();
  const { entries } = await exportedJournal(station.profile);
  expect(entries.filter(({ event }) => event === 'operator-changed').map(({ operator: by }) => by)).toEqual(['Domain\\User', entries[0]?.operator]);
});

it('signed out in the middle of the day: the queue waits, asks, and loses nothing', async () => {
  let wasLocked = false;
  const { ntlm, settings } = await behindNtlm((gate, method) => {
    // At the very moment a binding is sent, the account is locked.
    if (method === 'POST' && !wasLocked) gate.setAccepted(false);
    wasLocked ||= method === 'POST';
  });
  const { page } = await launchStation({ settings, roster: server.population.roster });
  await signIn(page);
  await line(page, 'up').waitFor();
  await confirm(page, example.requestId);
  const dialog = page.getByTestId('sign-in-dialog');
  await dialog.waitFor();
  await operator(page, 'Domain\\User').waitFor({ state: 'detached' });
  await page.getByTestId('outcome').filter({ hasText: 'The server asks for a sign-in. The binding is kept and is sent after it.' }).waitFor();

  // Later: the demand stays in sight, and nobody binds in a name that is not known.
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  const demand = page.getByTestId('sign-in').filter({ hasText: '1 binding is kept and goes on after the sign-in.' });
  await demand.waitFor();
  const gone = page.getByTestId('card-id').filter({ hasText: example.cardId }).first().waitFor({ state: 'detached' });
  await card.remove();
  await gone;
  card = await insertCard(VPCD_PORTS[0], gidsCard('00112233445566778899aabbccddeeff'));
  const other = server.population.requests.find(({ request }) => request.Uuid !== example.requestId)?.request.Uuid ?? '';
  await confirm(page, other, '33221100-5544-7766-8899-aabbccddeeff');
  await page.getByTestId('failed').filter({ hasText: 'Nothing was sent. Nobody is signed in at the server.' }).waitFor();
  await page.keyboard.press('Enter');
  await demand.waitFor();
  expect(server.posts()).toEqual([]);

  ntlm.setAccepted(true);
  await demand.getByRole('button', { name: 'Sign in' }).click();
  await signIn(page);
  await demand.waitFor({ state: 'detached' });
  await page.getByTestId('bindings').getByText('Bound', { exact: true }).click();
  await page.getByTestId('smartcard').filter({ hasText: example.smartcardUri }).waitFor();
  await page.keyboard.press('Escape');
  await confirm(page, other, '33221100-5544-7766-8899-aabbccddeeff');
  await expect.poll(() => server.posts().map(({ did, body }) => `${did} ${body.slice(14, 50)}`)).toEqual([
    `bound ${example.requestId}`,
    `bound ${other}`,
  ]);
});

it('AD FS: the page opens in a window that can go nowhere else; what comes out is the server’s cookie', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'federation-'));
  const root = testAuthority();
  const { certificate: cert, key } = root.issue('localhost');
  await writeFile(join(folder, 'ca.pem'), root.certificate);
  const federation: Federation = await startFederation(server.faults.origin, { cert, key });
  fronts.push(federation, { close: () => rm(folder, { recursive: true }) });
  const settings = {
    ...server.settings,
    server: { url: federation.origin, extraCa: join(folder, 'ca.pem'), signIn: { pages: [federation.page] } },
  };
  const station = await launchStation({ settings, roster: server.population.roster });
  const { app, page } = station;
  const dialog = page.getByTestId('sign-in-dialog');
  const openPage = async (): Promise<Page> => {
    await dialog.getByRole('button', { name: 'Open the sign-in page' }).waitFor();
    const [window] = await Promise.all([app.waitForEvent('window'), page.keyboard.press('Enter')]);
    return window;
  };

  // Led elsewhere: nothing goes there, and the person is told where it would have gone.
  federation.leadsTo = 'https://elsewhere.example/login';
  await openPage();
  await dialog.getByRole('alert').filter({ hasText: 'elsewhere.example' }).waitFor();

  // Closed: nothing has changed.
  federation.leadsTo = null;
  const closed = await openPage();
  await closed.getByLabel('Account').waitFor();
  await closed.close();

  // Shown to a server that does not answer it, a token proves nobody: a fault is not a sign-in.
  const before = (await snapshotOf(page)).signIn.identity;
  const vain = await openPage();
  await vain.getByLabel('Account').fill(member.account);
  await vain.getByLabel('Password').fill(member.password);
  federation.isDown = true;
  await vain.getByRole('button', { name: 'Sign in' }).click();
  await vain.waitForURL((url) => url.origin === federation.origin);
  await line(page, 'down').waitFor();
  await vain.close();
  expect((await snapshotOf(page)).signIn.identity).toEqual(before);
  federation.isDown = false;

  const window = await openPage();
  await window.getByLabel('Account').fill(member.account);
  expect(await window.evaluate(() => 'station' in window)).toBe(false);
  expect(await window.evaluate(() => fetch('https://elsewhere.example/').then(() => 'reached', () => 'not reached'))).toBe('not reached');
  await window.getByLabel('Password').fill(member.password);
  await window.getByRole('button', { name: 'Sign in' }).click();
  await line(page, 'up').waitFor();
  await operator(page, member.account).waitFor();
  expect(await dialog.count()).toBe(0);
  expect(app.windows()).toHaveLength(1);
  await confirm(page, example.requestId);
  await page.getByTestId('smartcard').filter({ hasText: example.smartcardUri }).waitFor();
  expect(server.posts().map(({ did }) => did)).toEqual(['bound']);

  // Signed out at the server: the station asks again by itself.
  federation.endAll();
  await dialog.waitFor();
  await station.quit();
});

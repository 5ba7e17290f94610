import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { exportedJournal } from './exported-journal.js';
import { clerk, hasKerberos, startKerberos, type Kerberos } from './kerberos.js';
import { openConfirm } from './one-desk.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, launchStation, type LaunchedStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

describe.skipIf(!hasKerberos)('a server with MIT Kerberos and Apache', () => {
  let pcscd: Pcscd;
  let server: LiveServer;
  let kerberos: Kerberos;
  let card: VpcdCard;
  beforeAll(async () => {
    pcscd = await startPcscd();
    server = await startLiveServer();
    kerberos = await startKerberos(server.faults.origin);
    card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  });
  afterEach(closeStations);
  afterAll(async () => {
    await card.remove();
    await kerberos.stop();
    await server.close();
    await pcscd.stop();
  });
  const open = (url: string): Promise<LaunchedStation> =>
    launchStation({ settings: { ...server.settings, server: { url } }, roster: server.population.roster, env: kerberos.env });

  it('with a ticket: binds a card without a prompt, under the ticket holder’s identity', async () => {
    kerberos.signIn();
    const station = await open(kerberos.origin);
    const { page, profile } = station;
    await bind(page);
    expect(await page.getByTestId('sign-in').count()).toBe(0);
    expect(server.posts().map(({ did }) => did)).toEqual(['bound']);
    expect((await kerberos.calls()).filter((call) => call.includes(' POST '))).toEqual(['- POST 401', `${clerk.principal} POST 201`]);
    await station.quit();
    const { entries } = await exportedJournal(profile);
    expect(entries.map(({ event, operator }) => `${event} ${operator}`)).toEqual(
      ['opened', 'intended', 'submitting', 'answered'].map((event) => `${event} ${clerk.principal}`),
    );
  });

  it('with a ticket, but this host not allowed by the administrator: does not send the ticket', async () => {
    kerberos.signIn();
    const settings = { ...server.settings, server: { url: kerberos.origin, signIn: { windowsServers: ['other.example'] } } };
    const { page } = await launchStation({ settings, env: kerberos.env });
    await page.locator('[data-testid="sign-in"][data-way="ticket"]').waitFor();
    expect((await kerberos.calls()).at(-1)).toBe('- GET 401');
  });

  it('with a ticket, but set up for sign-in tokens: does not send the ticket, whatever hosts are allowed', async () => {
    kerberos.signIn();
    const before = (await kerberos.calls()).length;
    const token = { authority: 'https://fs.example/adfs', clientId: 'desk', resource: 'https://cm.example/' };
    const signIn = { token, windowsServers: [new URL(kerberos.origin).hostname] };
    const { page } = await launchStation({ settings: { ...server.settings, server: { url: kerberos.origin, signIn } }, env: kerberos.env });
    await page.locator('[data-testid="sign-in"][data-way="federation"]').waitFor();
    expect(new Set((await kerberos.calls()).slice(before))).toEqual(new Set(['- GET 401']));
  });
});

async function bind(page: Page): Promise<void> {
  await page.getByTestId('card-id').filter({ hasText: example.cardId }).waitFor();
  await openConfirm(page, example.requestId);
  await page.keyboard.press('Enter');
  await page.getByTestId('smartcard').filter({ hasText: example.smartcardUri }).waitFor();
}

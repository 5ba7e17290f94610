import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { testAuthority } from '../electron/cm/test-certificate.js';
import { exportedJournal } from './exported-journal.js';
import { member, startFederation, type Federation } from './federation.js';
import { behindNtlm, confirm, fronts, connection, operator, server, signIn, onNtlmDesk } from './ntlm-sign-in.js';
import { snapshotOf } from './second-person.js';
import { launchStation } from './station.js';
import { example } from './live-server.js';

onNtlmDesk();

it('NTLM: the dialog signs in for every route to the server, and a card is bound under that name', async () => {
  const { ntlm, settings } = await behindNtlm();
  const station = await launchStation({ settings, roster: server.population.roster });
  const { page } = station;
  await page.getByTestId('sign-in-dialog').getByText('This computer has no key store').waitFor();
  await signIn(page);
  await connection(page, 'up').waitFor();
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

it('AD FS: the sign-in page opens in a window that can go nowhere else, and returns the server’s cookie', async () => {
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
    await dialog.getByRole('button', { name: 'Open sign-in page' }).waitFor();
    const [window] = await Promise.all([app.waitForEvent('window'), page.keyboard.press('Enter')]);
    return window;
  };

  // Redirected elsewhere: no request goes there, and the dialog names the host.
  federation.leadsTo = 'https://elsewhere.example/login';
  await openPage();
  await dialog.getByRole('alert').filter({ hasText: 'elsewhere.example' }).waitFor();

  // The window is closed: nothing has changed.
  federation.leadsTo = null;
  const closed = await openPage();
  await closed.getByLabel('Account').waitFor();
  await closed.close();

  // If the server does not answer it, a token proves no identity: an error is not a sign-in.
  const before = (await snapshotOf(page)).signIn.identity;
  const vain = await openPage();
  await vain.getByLabel('Account').fill(member.account);
  await vain.getByLabel('Password').fill(member.password);
  federation.isDown = true;
  await vain.getByRole('button', { name: 'Sign in' }).click();
  await vain.waitForURL((url) => url.origin === federation.origin);
  await connection(page, 'down').waitFor();
  await vain.close();
  expect((await snapshotOf(page)).signIn.identity).toEqual(before);
  federation.isDown = false;

  const window = await openPage();
  await window.getByLabel('Account').fill(member.account);
  expect(await window.evaluate(() => 'station' in window)).toBe(false);
  expect(
    await window.evaluate(() =>
      fetch('https://elsewhere.example/').then(
        () => 'reached',
        () => 'not reached',
      ),
    ),
  ).toBe('not reached');
  await window.getByLabel('Password').fill(member.password);
  await window.getByRole('button', { name: 'Sign in' }).click();
  await connection(page, 'up').waitFor();
  await operator(page, member.account).waitFor();
  expect(await dialog.count()).toBe(0);
  expect(app.windows()).toHaveLength(1);
  await confirm(page, example.requestId);
  await page.getByTestId('smartcard').filter({ hasText: example.smartcardUri }).waitFor();
  expect(server.posts().map(({ did }) => did)).toEqual(['bound']);

  // Signed out at the server: the station asks again automatically.
  federation.endAll();
  await dialog.waitFor();
  await station.quit();
});

import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clerk, hasKerberos, startKerberos, type Kerberos } from './kerberos.js';
import { closeStations, launchStation, type LaunchedStation } from './station.js';
import { startLiveServer, type LiveServer } from './live-server.js';

describe.skipIf(!hasKerberos)('a server with MIT Kerberos and Apache', () => {
  let server: LiveServer;
  let kerberos: Kerberos;
  beforeAll(async () => {
    server = await startLiveServer();
    kerberos = await startKerberos(server.faults.origin);
  });
  afterEach(closeStations);
  afterAll(async () => {
    await kerberos.stop();
    await server.close();
  });
  // Polls only when told to; otherwise it might find a new ticket before the retry button is pressed.
  const open = (url: string): Promise<LaunchedStation> =>
    launchStation({
      settings: { ...server.settings, server: { url }, pollSeconds: 3600 },
      roster: server.population.roster,
      env: kerberos.env,
    });

  it('without a ticket: asks for no password, because the server accepts none, and says what helps', async () => {
    kerberos.signOut();
    const { page } = await open(kerberos.origin);
    const asked = page.locator('[data-testid="sign-in"][data-way="ticket"]');
    await asked.filter({ hasText: /accepts only Windows sign-in, and this account has no Kerberos ticket for it.*kinit/ }).waitFor();
    await page.locator('[data-testid="connection"][data-state="down"]').filter({ hasText: 'requires a sign-in' }).waitFor();
    expect(server.posts()).toEqual([]);

    // A ticket obtained later is used without a restart.
    kerberos.signIn();
    await asked.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-testid="connection"][data-state="up"]').waitFor();
    await page.locator('.header-operator').filter({ hasText: clerk.principal }).waitFor();
    expect(await asked.count()).toBe(0);
  });

  it('asks for user name and password if the server accepts them; a wrong password is tried once', async () => {
    kerberos.signOut();
    const station = await open(kerberos.basicOrigin);
    const { page, profile } = station;
    const dialog = page.getByTestId('sign-in-dialog');
    await dialog.waitFor();
    const before = (await kerberos.calls()).length;
    await page.keyboard.type(clerk.account);
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').filter({ hasText: 'The server rejected clerk with this password.' }).waitFor();
    expect((await kerberos.calls()).length).toBeLessThan(before + 8);
    await dialog.getByLabel('Password').fill(clerk.password);
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="connection"][data-state="up"]').waitFor();
    await page.locator('.header-operator').filter({ hasText: clerk.account }).waitFor();
    expect(await dialog.count()).toBe(0);
    await station.quit();
    const found = spawnSync('grep', ['-rl', clerk.password, profile], { encoding: 'utf8' });
    expect(found.stdout).toBe('');
  });
});

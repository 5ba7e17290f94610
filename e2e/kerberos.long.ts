import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clerk, hasKerberos, startKerberos, type Kerberos } from './kerberos.js';
import { closeStations, launchStation, type LaunchedStation } from './station.js';
import { startLiveServer, type LiveServer } from './world.js';

describe.skipIf(!hasKerberos)('a server behind MIT Kerberos and Apache', () => {
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
  // It asks the server when it is told to only: else it might find a new ticket before the button is pressed that tries again.
  const open = (url: string): Promise<LaunchedStation> =>
    launchStation({
      settings: { ...server.settings, server: { url }, pollSeconds: 3600 },
      roster: server.population.roster,
      env: kerberos.env,
    });

  it('without a ticket: nothing is asked that could not help, and the words say what would', async () => {
    kerberos.signOut();
    const { page } = await open(kerberos.origin);
    const asked = page.locator('[data-testid="sign-in"][data-way="ticket"]');
    await asked.filter({ hasText: /takes Windows sign-in only, and this account has no ticket for it.*kinit/ }).waitFor();
    await page.locator('[data-testid="line"][data-state="down"]').filter({ hasText: 'asks for a sign-in' }).waitFor();
    expect(server.posts()).toEqual([]);

    // A ticket that comes later is used without a restart.
    kerberos.signIn();
    await asked.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-testid="line"][data-state="up"]').waitFor();
    await page.locator('.header-operator').filter({ hasText: clerk.principal }).waitFor();
    expect(await asked.count()).toBe(0);
  });
});

import { expect, it } from 'vitest';
import { connection, onNtlmDesk, operator, server } from './ntlm-sign-in.js';
import { snapshotOf } from './second-person.js';
import { launchStation } from './station.js';
import { noor, type Tampering } from './token-authority.js';
import { openPage, signInAs, startTokenDesk } from './token-desk.js';

onNtlmDesk();

it('AD FS by token: a sign-in that proves no identity changes nothing, and the token is sent to the CM service only', async () => {
  const desk = await startTokenDesk();
  const { authority, settings, elsewhere } = desk;
  const station = await launchStation({ settings, roster: server.population.roster });
  const { page } = station;
  const dialog = page.getByTestId('sign-in-dialog');
  const told = (words: string | RegExp) => dialog.getByRole('alert').filter({ hasText: words }).waitFor();
  const before = (await snapshotOf(page)).signIn.identity;

  // The window is closed: nothing has changed.
  const closed = await openPage(station);
  await dialog.getByText('Signing in…').waitFor();
  await closed.close();
  await dialog.getByText('Signing in…').waitFor({ state: 'detached' });

  const faults: readonly (readonly [Tampering, RegExp])[] = [
    [{ answer: () => new URL('https://elsewhere.example/card-desk?code=1') }, /elsewhere\.example/],
    [{ idToken: (claims) => ({ ...claims, nonce: 'not-the-one' }) }, /does not belong to this sign-in.*nonce/],
    [{ idToken: (claims) => ({ ...claims, iss: 'https://fs.example/adfs' }) }, /does not belong to this sign-in.*iss/],
    [{ foreignKey: true }, /does not belong to this sign-in.*signature/],
    [
      { token: (response) => response.writeHead(500, { 'Content-Type': 'text/html' }).end('<!DOCTYPE html>') },
      /returned an invalid response.*500/,
    ],
    [
      { token: (response) => response.writeHead(302, { Location: `${elsewhere.origin}/token` }).end() },
      /returned an invalid response.*redirect/,
    ],
    [{ accessToken: (claims) => ({ ...claims, aud: 'urn:microsoft:userinfo' }) }, /rejected the token/],
  ];
  for (const [tampering, words] of faults) {
    authority.tampering = tampering;
    await signInAs(station, noor);
    await told(words);
    expect((await snapshotOf(page)).signIn.identity).toEqual(before);
  }
  authority.tampering = {};

  await signInAs(station, noor);
  await operator(page, noor).waitFor();
  await connection(page, 'up').waitFor();

  // If the server itself redirects elsewhere, the call ends: the token does not follow.
  desk.before = (_request, response) => {
    response.writeHead(302, { Location: `${elsewhere.origin}/CertificateManagement/` }).end();
    return false;
  };
  await dialog.waitFor({ timeout: 30_000 });
  await operator(page, noor).waitFor({ state: 'detached' });
  expect(elsewhere.asked).toEqual([]);
  expect(server.posts()).toEqual([]);
});

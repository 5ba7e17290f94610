import { expect, it } from 'vitest';
import { exportedJournal } from './exported-journal.js';
import { behindNtlm, changeCard, confirm, connection, operator, server, signIn, onNtlmDesk } from './ntlm-sign-in.js';
import { launchStation } from './station.js';
import { example } from './live-server.js';

onNtlmDesk();

it('Sign out hands the desk to the next operator: the server asks again, and nothing is done under the previous name', async () => {
  const { settings } = await behindNtlm();
  const station = await launchStation({ settings, roster: server.population.roster });
  const { page } = station;
  await signIn(page);
  await operator(page, 'Domain\\User').waitFor();
  await connection(page, 'up').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('sign-in-dialog').waitFor();
  await connection(page, 'down').waitFor();
  await operator(page, 'Domain\\User').waitFor({ state: 'detached' });
  expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
  await station.quit();
  const { entries } = await exportedJournal(station.profile);
  expect(entries.filter(({ event }) => event === 'operator-changed').map(({ operator: by }) => by)).toEqual([
    'Domain\\User',
    entries[0]?.operator,
  ]);
});

it('when the account is signed out during the day, the queue waits, the station asks for the sign-in, and nothing is lost', async () => {
  let wasLocked = false;
  const { ntlm, settings } = await behindNtlm((gate, method) => {
    // The account is locked at the moment when a binding is sent.
    if (method === 'POST' && !wasLocked) gate.setAccepted(false);
    wasLocked ||= method === 'POST';
  });
  const { page } = await launchStation({ settings, roster: server.population.roster });
  await signIn(page);
  await connection(page, 'up').waitFor();
  await confirm(page, example.requestId);
  const dialog = page.getByTestId('sign-in-dialog');
  await dialog.waitFor();
  await operator(page, 'Domain\\User').waitFor({ state: 'detached' });
  await page
    .getByTestId('outcome')
    .filter({ hasText: 'The server requires a sign-in. The binding is kept and is sent after you sign in.' })
    .waitFor();

  // Later: the notice stays visible, and no one binds under an unknown name.
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  const demand = page.getByTestId('sign-in').filter({ hasText: '1 binding is kept and continues after you sign in.' });
  await demand.waitFor();
  await changeCard(page, '00112233445566778899aabbccddeeff');
  const other = server.population.requests.find(({ request }) => request.Uuid !== example.requestId)?.request.Uuid ?? '';
  await confirm(page, other, '33221100-5544-7766-8899-aabbccddeeff');
  await page.getByTestId('failed').filter({ hasText: 'Nothing was sent. The server requires a sign-in.' }).waitFor();
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
  await expect
    .poll(() => server.posts().map(({ did, body }) => `${did} ${body.slice(14, 50)}`))
    .toEqual([`bound ${example.requestId}`, `bound ${other}`]);
});

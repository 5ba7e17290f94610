import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exportedJournal } from './exported-journal.js';
import { changeCard, confirm, connection, onNtlmDesk, operator, server } from './ntlm-sign-in.js';
import { snapshotOf } from './second-person.js';
import { launchStation } from './station.js';
import { bram, noor } from './token-authority.js';
import { signInAs, startTokenDesk } from './token-desk.js';
import { example } from './live-server.js';

onNtlmDesk();

/** Cards used in order: their bytes, and the ids these stand for. */
const cards = [1, 2, 3].map((number) => ({
  raw: `0${String(number)}112233445566778899aabbccddeeff`,
  id: `332211 0${String(number)}-5544-7766-8899-aabbccddeeff`.replace(' ', ''),
}));

it('AD FS by token: sign-in, renewal, expiry in the middle of the queue and sign-out; nothing is lost, nothing is sent twice', async () => {
  const desk = await startTokenDesk();
  const { authority, settings } = desk;
  const station = await launchStation({ settings, roster: server.population.roster });
  const { app, page } = station;
  const dialog = page.getByTestId('sign-in-dialog');
  const account = (await snapshotOf(page)).signIn.identity.name;

  // First sign-in.
  await signInAs(station, noor);
  await connection(page, 'up').waitFor();
  await operator(page, noor).waitFor();
  expect(app.windows()).toHaveLength(1);
  await confirm(page, example.requestId);
  await page.getByTestId('smartcard').filter({ hasText: example.smartcardUri }).waitFor();
  await page.keyboard.press('Escape');

  // Renewal: the token becomes invalid, and no one is asked for anything. The next tokens are short-lived and renewed in
  // time.
  authority.lasts = 8;
  authority.endAccess();
  await expect.poll(() => authority.counts.renewals, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
  await connection(page, 'up').waitFor();
  expect(await dialog.count()).toBe(0);
  expect((await snapshotOf(page)).signIn).toMatchObject({ identity: { name: noor, source: 'federation' }, needed: null });
  authority.lasts = 3_600;
  authority.endAccess();

  // A queue of three; when the first one is sent, all issued tokens are revoked.
  const others = server.population.requests.map(({ request }) => request.Uuid).filter((id) => id !== example.requestId);
  const queued = cards.map((card, index) => ({ ...card, requestId: others[index] ?? '' }));
  server.faults.choose = () => ({ fault: 'drop', processed: false });
  await connection(page, 'down').waitFor();
  for (const { raw, id, requestId } of queued) {
    await changeCard(page, raw);
    await confirm(page, requestId, id);
    await page.getByTestId('outcome').filter({ hasText: 'The server cannot be reached. The binding is kept' }).first().waitFor();
    await page.keyboard.press('Escape');
  }
  desk.passed = (method) => {
    if (method !== 'POST') return;
    authority.endAccess();
    authority.revoke();
  };
  server.faults.choose = () => ({ fault: 'none' });
  await dialog.waitFor({ timeout: 30_000 });
  await operator(page, noor).waitFor({ state: 'detached' });
  expect(server.posts()).toHaveLength(2);
  desk.passed = () => undefined;
  await signInAs(station, noor);
  await connection(page, 'up').waitFor();
  await expect.poll(() => server.posts().length, { timeout: 30_000 }).toBe(4);
  await expect.poll(async () => (await snapshotOf(page)).bindings.filter(({ state }) => state.state === 'bound').length).toBe(4);
  expect(
    server
      .posts()
      .map(({ did, body }) => `${did} ${(JSON.parse(body) as { requestid: string }).requestid}`)
      .sort(),
  ).toEqual([example.requestId, ...queued.map(({ requestId }) => requestId)].map((id) => `bound ${id}`).sort());
  expect(new Set(authority.names)).toEqual(new Set([noor]));

  // Sign-out: the token is no longer sent, and the next operator gets a new one.
  await page.getByRole('button', { name: 'Sign out' }).focus();
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  await operator(page, noor).waitFor({ state: 'detached' });
  const calls = authority.names.length;
  await connection(page, 'down').waitFor();
  expect(authority.names).toHaveLength(calls);
  await signInAs(station, bram);
  await operator(page, bram).waitFor();
  await connection(page, 'up').waitFor();
  expect(authority.names.at(-1)).toBe(bram);

  // Page, log and journal contain no token; everything was bound under the name of the signed-in account.
  expect(JSON.stringify(await snapshotOf(page))).not.toContain('eyJ');
  await station.quit();
  const logs = join(station.profile, 'logs');
  for (const file of await readdir(logs)) expect(await readFile(join(logs, file), 'utf8')).not.toMatch(/eyJ|Bearer/);
  const { entries, file } = await exportedJournal(station.profile);
  expect(await readFile(file, 'utf8')).not.toContain('eyJ');
  expect(new Set(entries.filter(({ event }) => event === 'intended' || event === 'answered').map(({ operator: by }) => by))).toEqual(
    new Set([noor]),
  );
  expect(entries.filter(({ event }) => event === 'operator-changed').map(({ operator: by }) => by)).toEqual([
    noor,
    account,
    noor,
    account,
    bram,
  ]);
});

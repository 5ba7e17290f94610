import { readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testAuthority } from '../electron/cm/test-certificate.js';
import { startGatedFront } from './gated-front.js';
import { runCommand } from './run-command.js';
import { closeStations, launchStation, makeProfile, openScreen } from './station.js';
import { startLiveServer, type LiveServer } from './live-server.js';

let server: LiveServer;
beforeEach(async () => {
  server = await startLiveServer();
});
afterEach(async () => {
  await closeStations();
  await server.close();
});

/** Returns every name, account and id of a server's people, requests and cards. */
function personalTexts({ population }: LiveServer): string[] {
  return [
    ...population.people.flatMap(({ name, account, userId, employeeId }) => [name, account, userId, employeeId]),
    ...population.requests.flatMap(({ request }) => [request.Uuid, request.Comment]),
    ...population.smartcards.flatMap(({ Uuid, SerialNumber, Atr }) => [Uuid, SerialNumber, Atr]),
    ...population.profileTemplates.map(({ Uuid }) => Uuid),
  ].filter((text) => text !== '');
}

it('the probe in Diagnostics, signed in with a password, reports how the server asks for it and what is as documented, without personal data; meanwhile the command does nothing', async () => {
  const profile = await makeProfile({});
  const root = testAuthority();
  await writeFile(join(profile, 'ca.pem'), root.certificate);
  const { certificate: cert, key } = root.issue('localhost');
  const expected = `Basic ${Buffer.from('probe-operator:quince').toString('base64')}`;
  const front = await startGatedFront(server.faults.origin, { cert, key }, (request, response) => {
    if (request.headers.authorization === expected) return true;
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="probe-operator"' }).end();
    return false;
  });
  await writeFile(join(profile, 'settings.json'), JSON.stringify({ server: { url: front.origin, extraCa: join(profile, 'ca.pem') } }));
  const { app, page } = await launchStation({ profile });
  await page.getByTestId('sign-in-dialog').waitFor();
  await page.keyboard.type('probe-operator');
  await page.keyboard.press('Tab');
  await page.keyboard.type('quince');
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="connection"][data-state="up"]').waitFor();
  const file = join(profile, 'probe.md');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await openScreen(page, 'diagnostics');
  await page.getByRole('button', { name: 'Check server' }).click();
  await page.getByTestId('probe-said').getByText(`Saved to ${file}`).waitFor();

  const text = await readFile(file, 'utf8');
  expect(text).toContain('| GET /profiletemplates, without signing in |');
  expect(text).toContain('| 401, offers Basic |');
  expect(text).toContain('| request.Status of status=Approved | 3 in the examples | 3 ×');
  expect(personalTexts(server).filter((one) => text.includes(one))).toEqual([]);
  expect(text).not.toMatch(/probe-operator|localhost|127\.0\.0\.1/);
  expect(server.service.log.filter(({ method }) => method !== 'GET')).toEqual([]);
  // The session is still signed in.
  expect(await page.locator('[data-testid="connection"][data-state="up"]').count()).toBe(1);

  // The command leaves an open station alone.
  const open = await runCommand(profile, `--probe-server=${join(profile, 'other.md')}`);
  expect(open).toMatchObject({ code: 1, complained: 'Nothing was done: the station is open. Close it, then run the command again.\n' });
  await front.close();
});

it('the probe on the command line writes the file and reports it as JSON; fails if the role does not allow it or the file cannot be written', async () => {
  const profile = await makeProfile({ settings: server.settings });
  const file = join(profile, 'probe.md');
  const good = await runCommand(profile, `--probe-server=${file}`);
  expect(good.code).toBe(0);
  expect(good.said).toContain(`Saved to ${file}: 1 different`);
  expect(await readFile(file, 'utf8')).toContain('| 200: answers without asking who calls |');

  const nowhere = await runCommand(profile, `--probe-server=${join(profile, 'nowhere', 'probe.md')}`);
  expect(nowhere).toMatchObject({ code: 1, said: '' });
  expect(nowhere.complained).toContain('Nothing was written: ENOENT');

  const barred = await makeProfile({
    settings: { ...server.settings, roles: { accounts: { supervisor: [userInfo().username] }, otherwise: 'viewer' } },
  });
  const calls = server.service.log.length;
  const refused = await runCommand(barred, `--probe-server=${file}`);
  expect(refused.code).toBe(1);
  expect(refused.complained).toContain('this requires the administrator role');
  expect(server.service.log.length).toBe(calls);
});

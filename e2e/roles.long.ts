import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { testAuthority } from '../electron/cm/test-certificate.js';
import { en } from '../renderer/i18n/en.js';
import { nl } from '../renderer/i18n/nl.js';
import { calls } from '../shared/contract.js';
import { basicGate } from './basic-gate.js';
import { accountEntries, groupDn } from './directory-accounts.js';
import { exportedJournal } from './exported-journal.js';
import { startGatedFront, type GatedFront } from './gated-front.js';
import { role, server, onRolesDesk } from './roles.js';
import { picture, signIn, snapshotOf, setLanguage, tabTo, toConfirm } from './second-person.js';
import { baseDn, hasSlapd, reader, startSlapd } from './slapd.js';
import { launchStation, openScreen } from './station.js';
import { example } from './live-server.js';

onRolesDesk();

it.each(['en', 'nl'] as const)('an operator can bind but not export, in %s', async (language) => {
  const words = { en, nl }[language];
  const { page } = await launchStation({ settings: { ...server.settings, roles: {} }, roster: server.population.roster });
  await setLanguage(page, language);
  await role(page, 'operator', 'otherwise').filter({ hasText: words.roles.name.operator }).waitFor();
  await toConfirm(page, example.requestId);
  await page.keyboard.press('Enter');
  await page.getByTestId('smartcard').filter({ hasText: example.smartcardUri }).waitFor();
  await openScreen(page, 'history');
  const button = page.getByTestId('history').getByRole('button', { name: words.history.export });
  expect(await button.isDisabled()).toBe(true);
  expect(await page.evaluate(() => window.station.call('history/export', {}))).toMatchObject({
    ok: false,
    error: { code: 'not-allowed', needs: calls['history/export'].role },
  });
});

it('without roles in the settings every account may do everything, and the screen says nothing about roles', async () => {
  const station = await launchStation({ settings: server.settings, roster: server.population.roster });
  const { page } = station;
  await page.locator('.request-row').first().waitFor();
  expect((await snapshotOf(page)).role).toEqual({ role: 'administrator', source: 'unset', asOf: null });
  expect(await page.getByTestId('role').count()).toBe(0);
  expect(await page.evaluate(() => window.station.call('settings/read', {}))).toMatchObject({ ok: true });
  await station.quit();
  const { entries } = await exportedJournal(station.profile);
  expect(entries.map(({ event }) => event)).toEqual(['opened']);
});

if (!hasSlapd) console.warn('slapd is not installed: roles by group are not tested');

describe.skipIf(!hasSlapd)('roles by the groups of a directory', () => {
  let front: GatedFront;
  let folder: string;
  afterEach(async () => {
    await front.close();
    await rm(folder, { recursive: true });
  });

  it('change with the signed-in account; without the directory its last answer counts, and unknown accounts get the lowest role', async () => {
    folder = await mkdtemp(join(tmpdir(), 'roles-'));
    const authority = testAuthority();
    const ca = join(folder, 'ca.pem');
    await writeFile(ca, authority.certificate);
    const { certificate: cert, key } = authority.issue('localhost');
    front = await startGatedFront(
      server.faults.origin,
      { cert, key },
      basicGate({ 'EXAMPLE\\noor': 'noor-pass', 'EXAMPLE\\guest': 'guest-pass', 'EXAMPLE\\bram': 'bram-pass', noor: 'local-pass' }).gate,
    );
    const slapd = await startSlapd({
      tls: authority.issue('localhost'),
      ldif: accountEntries([
        { account: 'noor', password: 'noor-pass', groups: ['leads'] },
        { account: 'guest', password: 'guest-pass', groups: ['guests'] },
        { account: 'bram', password: 'bram-pass' },
      ]),
    });
    const settings = {
      ...server.settings,
      server: { url: front.origin, extraCa: ca },
      people: { directory: { url: slapd.ldapsUrl, base: baseDn, bindDn: reader.dn, extraCa: ca } },
      roles: { groups: { supervisor: [groupDn('leads')], viewer: [groupDn('guests')] } },
    };
    const env = { CARD_DESK_DIRECTORY_PASSWORD: reader.password };
    const station = await launchStation({ settings, roster: server.population.roster, env });
    const { page, profile } = station;
    const signOut = async (): Promise<void> => {
      await tabTo(page, 'Sign out');
      await page.keyboard.press('Enter');
    };
    await signIn(page, 'EXAMPLE\\guest', 'guest-pass');
    await role(page, 'viewer', 'group').waitFor();
    await toConfirm(page, example.requestId);
    await page.getByTestId('confirm').getByTestId('barred').waitFor();
    await page.keyboard.press('Escape');
    await signOut();
    await signIn(page, 'EXAMPLE\\noor', 'noor-pass');
    await role(page, 'supervisor', 'group').waitFor();
    await signOut();
    // A bare name does not identify anyone in the directory, whatever it looks like.
    await signIn(page, 'noor', 'local-pass');
    await role(page, 'operator', 'otherwise').waitFor();
    await station.quit();
    await slapd.stop();

    const second = await launchStation({ profile, env });
    await signIn(second.page, 'EXAMPLE\\noor', 'noor-pass');
    await role(second.page, 'supervisor', 'kept').waitFor();
    await second.page.getByTestId('role-notice').getByText('The directory is not available. This role is from').waitFor();
    await picture(second.page, 'role-kept');
    await tabTo(second.page, 'Sign out');
    await second.page.keyboard.press('Enter');
    await signIn(second.page, 'EXAMPLE\\bram', 'bram-pass');
    await role(second.page, 'viewer', 'least').waitFor();
    await second.page.getByTestId('role-notice').getByText('the lowest possible role').waitFor();
    await second.quit();

    const { entries } = await exportedJournal(profile);
    const told = entries
      .filter(({ event }) => event === 'role-changed')
      .map(({ operator, facts }) => `${operator}: ${String(facts?.['role'])} ${String(facts?.['source'])}`);
    expect(told).toEqual(
      expect.arrayContaining([
        'EXAMPLE\\guest: viewer group',
        'EXAMPLE\\noor: supervisor group',
        'noor: operator otherwise',
        'EXAMPLE\\noor: supervisor kept',
        'EXAMPLE\\bram: viewer least',
      ]),
    );
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testAuthority } from '../electron/cm/test-certificate.js';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { en } from '../renderer/i18n/en.js';
import { nl } from '../renderer/i18n/nl.js';
import { isAtLeast, mayCall } from '../shared/roles.js';
import { basicGate } from './basic-gate.js';
import { accountEntries, groupDn } from './directory-accounts.js';
import { exportedJournal } from './exported-journal.js';
import { startGatedFront, type GatedFront } from './gated-front.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { picture, signIn, snapshotOf, speak, tabTo, toConfirm } from './second-person.js';
import { baseDn, hasSlapd, reader, startSlapd } from './slapd.js';
import { closeStations, launchStation, openScreen } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './world.js';

let pcscd: Pcscd;
let server: LiveServer;
let card: VpcdCard;
beforeAll(async () => {
  pcscd = await startPcscd();
});
afterAll(() => pcscd.stop());
beforeEach(async () => {
  server = await startLiveServer();
  card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
});
afterEach(async () => {
  await closeStations();
  await card.remove();
  await server.close();
});

const role = (page: Page, name: string, source: string) => page.locator(`[data-testid="role"][data-role="${name}"][data-source="${source}"]`);

/** Makes a call behind the screen's back, whatever it is. */
const call = (page: Page, name: string, request: unknown): Promise<unknown> =>
  page.evaluate(([n, r]) => window.station.call(n as 'station/snapshot', r), [name, request] as const);

const stockMapping = { columns: { cardId: 0, serial: null, box: null, location: null, status: null }, idOrder: null };
const period = { from: '2026-01-05T00:00:00.000Z', to: '2026-01-06T00:00:00.000Z' };
/** Requests that fit the contract, of every call a viewer may not make. */
const guid = '00000000-0000-4000-8000-000000000001';
const requestsOf = (presentationId: number): Readonly<Record<string, unknown>> => ({
  'prepared/import': { title: 'x', kind: 'x' },
  'prepared/remove': { name: 'x.csv', reason: 'x' },
  'prepared/export': {},
  'stock/mark': { stockId: 1, status: 'lost', reason: 'x' },
  'stock/openList': { title: 'x', kind: 'x' },
  'stock/previewList': { mapping: stockMapping },
  'stock/importList': { mapping: stockMapping, skipKnown: false },
  'stock/closeList': {},
  'report/savePdf': period,
  'report/saveCsv': period,
  'backup/now': {},
  'settings/form': {},
  'settings/check': { changes: [] },
  'settings/save': { changes: [] },
  'server/testDraft': { changes: [] },
  'bindings/confirm': { requestId: example.requestId, presentationId, seen: { userId: guid, profileTemplateId: guid, cardId: guid } },
  'bindings/withdraw': { bindingId: guid, reason: 'x' },
  'bindings/retry': { bindingId: guid },
  'bindings/giveUp': { bindingId: guid, reason: 'x' },
  'approvals/approve': { subject: { act: 'give-up', bindingId: guid }, account: 'EXAMPLE\\noor', password: 'x', reason: 'x' },
  'history/export': {},
  'history/print': {},
  'settings/read': {},
  'diagnostics/checkJournal': {},
  'diagnostics/saveBundle': {},
});

it('a viewer cannot bind, sees why, and gets nothing from behind the screen either', async () => {
  const settings = { ...server.settings, roles: { otherwise: 'viewer' } };
  const station = await launchStation({ settings, roster: server.population.roster });
  const { page } = station;
  for (const [language, words] of [['en', en], ['nl', nl]] as const) {
    await speak(page, language);
    await role(page, 'viewer', 'otherwise').filter({ hasText: words.roles.name.viewer }).waitFor();
    await toConfirm(page, example.requestId);
    const why = words.roles.barred.replace('{{role}}', words.roles.name.viewer).replace('{{needs}}', words.roles.name.operator);
    await page.getByTestId('confirm').getByText(why).waitFor();
    expect(await page.getByRole('button', { name: words.confirm.yes, exact: true }).isDisabled()).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    for (const screen of ['history', 'diagnostics', 'settings'] as const) {
      await openScreen(page, screen);
      await page.getByTestId('barred').first().waitFor();
    }
    await openScreen(page, 'desk');
  }

  // A page that has been taken over: it makes its calls itself, lies, and presses buttons that are not to be pressed.
  const [state] = (await snapshotOf(page)).readers.flatMap((one) => (one.state.state === 'card' ? [one.state] : []));
  const requests = requestsOf(state?.presentationId ?? 0);
  const barred = Object.entries(mayCall).filter(([, needs]) => !isAtLeast('viewer', needs));
  expect(Object.keys(requests).sort()).toEqual(barred.map(([name]) => name).sort());
  for (const [name, needs] of barred) {
    expect(await call(page, name, requests[name]), name).toEqual({ ok: false, error: { code: 'not-allowed', call: name, needs } });
    const lying = { ...(requests[name] as object), role: 'administrator' };
    expect(await call(page, name, lying), name).toMatchObject({ ok: false });
  }
  expect(await call(page, 'role/become', { role: 'administrator' })).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  await speak(page, 'en');
  await toConfirm(page, example.requestId);
  await page.getByRole('button', { name: 'Bind', exact: true }).evaluate((button: HTMLButtonElement) => {
    button.disabled = false;
    button.click();
  });
  await page.getByTestId('failed').or(page.getByTestId('confirm')).waitFor();
  expect(await role(page, 'viewer', 'otherwise').count()).toBe(1);
  expect(server.posts()).toEqual([]);
  await expect.poll(() => readFile(join(station.profile, 'logs', 'card-desk.log'), 'utf8')).toMatch(/a call was not allowed.*bindings\/confirm.*operator/);
  await station.quit();
  const { entries } = await exportedJournal(station.profile);
  expect(entries.map(({ event }) => event)).toEqual(['opened', 'role-changed']);
});

it.each(['en', 'nl'] as const)('an operator can bind, and not export, in %s', async (language) => {
  const words = { en, nl }[language];
  const { page } = await launchStation({ settings: { ...server.settings, roles: {} }, roster: server.population.roster });
  await speak(page, language);
  await role(page, 'operator', 'otherwise').filter({ hasText: words.roles.name.operator }).waitFor();
  await toConfirm(page, example.requestId);
  await page.keyboard.press('Enter');
  await page.getByTestId('smartcard').filter({ hasText: example.smartcardUri }).waitFor();
  await openScreen(page, 'history');
  const button = page.getByTestId('history').getByRole('button', { name: words.history.export });
  expect(await button.isDisabled()).toBe(true);
  expect(await call(page, 'history/export', {})).toMatchObject({ ok: false, error: { code: 'not-allowed', needs: 'supervisor' } });
});

it('without roles in the settings everybody may do everything, and nothing is said of it', async () => {
  const station = await launchStation({ settings: server.settings, roster: server.population.roster });
  const { page } = station;
  await page.locator('.request-row').first().waitFor();
  expect((await snapshotOf(page)).role).toEqual({ role: 'administrator', source: 'unset', asOf: null });
  expect(await page.getByTestId('role').count()).toBe(0);
  expect(await call(page, 'settings/read', {})).toMatchObject({ ok: true });
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

  it('follow who signs in; without the directory what it said counts, and of others the least', async () => {
    folder = await mkdtemp(join(tmpdir(), 'roles-'));
    const authority = testAuthority();
    const ca = join(folder, 'ca.pem');
    await writeFile(ca, authority.certificate);
    const { certificate: cert, key } = authority.issue('localhost');
    front = await startGatedFront(server.faults.origin, { cert, key }, basicGate({ 'EXAMPLE\\noor': 'noor-pass', 'EXAMPLE\\guest': 'guest-pass', 'EXAMPLE\\bram': 'bram-pass', noor: 'local-pass' }).gate);
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
    // A bare name is nobody of the directory's, whatever it looks like.
    await signIn(page, 'noor', 'local-pass');
    await role(page, 'operator', 'otherwise').waitFor();
    await station.quit();
    await slapd.stop();

    const second = await launchStation({ profile, env });
    await signIn(second.page, 'EXAMPLE\\noor', 'noor-pass');
    await role(second.page, 'supervisor', 'kept').waitFor();
    await second.page.getByTestId('role-notice').getByText('The directory cannot be asked. It said so').waitFor();
    await picture(second.page, 'role-kept');
    await tabTo(second.page, 'Sign out');
    await second.page.keyboard.press('Enter');
    await signIn(second.page, 'EXAMPLE\\bram', 'bram-pass');
    await role(second.page, 'viewer', 'least').waitFor();
    await second.page.getByTestId('role-notice').getByText('the least it could be').waitFor();
    await second.quit();

    const { entries } = await exportedJournal(profile);
    const told = entries.filter(({ event }) => event === 'role-changed').map(({ operator, facts }) => `${operator}: ${String(facts?.['role'])} ${String(facts?.['source'])}`);
    expect(told).toEqual(expect.arrayContaining(['EXAMPLE\\guest: viewer group', 'EXAMPLE\\noor: supervisor group', 'noor: operator otherwise', 'EXAMPLE\\noor: supervisor kept', 'EXAMPLE\\bram: viewer least']));
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testAuthority } from '../../electron/cm/test-certificate.js';
import { gidsCard } from '../../electron/training/virtual-applets.js';
import { en } from '../../renderer/i18n/en.js';
import { exportedJournal } from '../exported-journal.js';
import { startPcscd, type Pcscd } from '../pcscd.js';
import { picture, approveAs, approveAgainAs, snapshotOf, tabTo, toConfirm } from '../second-person.js';
import { closeStations, launchStation, type LaunchedStation } from '../station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from '../vpcd.js';
import { example, startLiveServer, type LiveServer } from '../live-server.js';
import { baseDn, groupDn, hasSamba, people, startSamba, SUFFIX, userDn, type Samba } from './samba.js';

const refusals = en.error['approval-refused'];

describe.skipIf(!hasSamba)('a station with Active Directory', () => {
  const authority = testAuthority();
  let folder: string;
  let pcscd: Pcscd;
  let server: LiveServer;
  let samba: Samba;
  let card: VpcdCard;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ad-'));
    await writeFile(join(folder, 'ca.pem'), authority.certificate);
    pcscd = await startPcscd();
    server = await startLiveServer();
    samba = await startSamba(server.faults.origin, { ...authority.issue('localhost'), authority: authority.certificate });
    card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  });
  afterEach(closeStations);
  afterAll(async () => {
    await card.remove();
    await samba.stop();
    await server.close();
    await pcscd.stop();
    await rm(folder, { recursive: true });
  });

  const settings = (change: object = {}): object => ({
    ...server.settings,
    server: { url: samba.origin },
    people: { directory: { url: samba.ldapsUrl, base: baseDn, bindDn: userDn('reader'), extraCa: join(folder, 'ca.pem'), ...change } },
    roles: {
      groups: { supervisor: [groupDn('Supervisors')], operator: [groupDn('Operators')] },
      otherwise: 'viewer',
      fourEyes: ['bind-unresolved-person'],
    },
  });
  const env = (): Record<string, string> => ({ ...samba.env, CARD_DESK_DIRECTORY_PASSWORD: people.reader.password });
  const open = (change: object = {}): Promise<LaunchedStation> =>
    launchStation({ settings: settings(change), roster: server.population.roster, env: env() });
  const operator = (page: Page, name: string): Promise<void> => page.locator('.header-operator').filter({ hasText: name }).waitFor();
  const role = (page: Page, name: string): Promise<void> =>
    page.locator(`[data-testid="role"][data-role="${name}"][data-source="group"]`).waitFor();
  const error = (page: Page, text: string): Promise<void> => page.getByTestId('approval-error').getByText(text).waitFor();

  /** Opens the approval dialog for binding an unresolved person, with the focus in the user name field. */
  async function toApproval(page: Page): Promise<void> {
    await page.locator('.request-row').first().waitFor();
    const request = (await snapshotOf(page)).requests.find(({ person }) => person.state === 'unresolved');
    if (request === undefined) throw new Error('No request has an unknown person');
    await toConfirm(page, request.requestId);
    await page.keyboard.press('Enter');
    await page.getByTestId('can-approve').waitFor();
    await tabTo(page, en.approval.ask);
    await page.keyboard.press('Enter');
    await page.getByTestId('approval').waitFor();
    await page.keyboard.type('Passport shown');
    await page.keyboard.press('Tab');
  }

  it.each([
    ['an alternate principal name', ['-E', `noor.van.der.velden@${SUFFIX}`], `noor.van.der.velden@${SUFFIX}`],
    ['her own name as an enterprise name', ['-E', 'noor@DESK.EXAMPLE'], 'noor@DESK.EXAMPLE'],
  ])('recognizes a ticket holder as %s: has the role of her group, and cannot be her own second person', async (_what, kinit, name) => {
    samba.kinit(kinit, people.noor.password);
    const station = await open();
    const { page } = station;
    await operator(page, name);
    await role(page, 'supervisor');
    await toApproval(page);
    await approveAs(page, 'noor', people.noor.password);
    await error(page, refusals['same-person']);
    await approveAgainAs(page, `noor.van.der.velden@${SUFFIX}`, people.noor.password);
    await error(page, refusals['same-person']);
    expect(server.posts()).toEqual([]);
    await picture(page, 'ad-same-person');
    await page.keyboard.press('Escape');
    await station.quit();
    const { entries } = await exportedJournal(station.profile);
    expect(new Set(entries.map(({ operator: by }) => by))).toEqual(new Set([name]));
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { testAuthority } from '../electron/cm/test-certificate.js';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { fourEyesActions } from '../shared/approvals.js';
import { basicGate, type BasicGate } from './basic-gate.js';
import { accountEntries, groupDn } from './directory-accounts.js';
import { exportedJournal } from './exported-journal.js';
import { startGatedFront, type GatedFront } from './gated-front.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { signIn, snapshotOf, tabTo, toConfirm } from './second-person.js';
import { baseDn, reader, startSlapd, type Slapd } from './slapd.js';
import { closeStations, launchStation, type LaunchedStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

export const passwords = { 'EXAMPLE\\bram': 'bram-pass', 'EXAMPLE\\noor': 'noor-Quince-41', 'EXAMPLE\\carl': 'carl-pass' };
const authority = testAuthority();

let pcscd: Pcscd;
export let server: LiveServer;
let card: VpcdCard;
export let folder: string;
export let front: GatedFront;
export let gate: BasicGate;
let slapd: Slapd | undefined;
/** Registers the desk for every test of a file. */
export function onFourEyesDesk(): void {
  beforeAll(async () => {
    pcscd = await startPcscd();
  });
  afterAll(() => pcscd.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'four-eyes-'));
    await writeFile(join(folder, 'ca.pem'), authority.certificate);
    server = await startLiveServer();
    gate = basicGate(passwords);
    const { certificate: cert, key } = authority.issue('localhost');
    front = await startGatedFront(server.faults.origin, { cert, key }, gate.gate);
    card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  });
  afterEach(async () => {
    await closeStations();
    await slapd?.stop();
    slapd = undefined;
    await card.remove();
    await front.close();
    await server.close();
    await rm(folder, { recursive: true });
  });
}

/** Returns the request whose person the roster does not name. */
export async function unresolvedRequest(page: Page): Promise<string> {
  await page.locator('.request-row').first().waitFor();
  const request = (await snapshotOf(page)).requests.find(({ person }) => person.state === 'unresolved');
  if (request === undefined) throw new Error('No request has an unknown person');
  return request.requestId;
}

/** Confirms a binding that the settings refuse, and asks for a second person, with the keyboard. */
export async function toApproval(page: Page, requestId: string, ask: string): Promise<void> {
  await toConfirm(page, requestId);
  await page.keyboard.press('Enter');
  await page.getByTestId('can-approve').waitFor();
  await tabTo(page, ask);
  await page.keyboard.press('Enter');
  await page.getByTestId('approval').waitFor();
}

export const error = (page: Page, text: string) => page.getByTestId('approval-error').getByText(text).waitFor();

/** Returns the journal's approvals, as `event operator approver`. */
export async function approvalsIn(station: LaunchedStation): Promise<string[]> {
  await station.quit();
  const { entries } = await exportedJournal(station.profile);
  const said = entries.flatMap(({ event, operator, facts, approval }) => {
    if (event === 'approval-granted') return [`${event} ${operator} ${String(facts?.['approver'])}: ${String(facts?.['reason'])}`];
    return approval === undefined
      ? ['intended', 'given-up'].includes(event)
        ? [`${event} ${operator}`]
        : []
      : [`${event} ${operator} ${approval.approver}: ${approval.reason}`];
  });
  for (const file of ['logs/card-desk.log', 'journal.jsonl', 'settings.json']) {
    const text = await readFile(join(station.profile, file), 'utf8');
    for (const password of Object.values(passwords)) expect(text, file).not.toContain(password);
  }
  return said;
}

/** Takes the card out of the reader. */
export const removeCard = (): Promise<void> => card.remove();

/** Puts a card into the reader. */
export async function putCard(rawCardId: string): Promise<void> {
  card = await insertCard(VPCD_PORTS[0], gidsCard(rawCardId));
}

/** Opens a station with a directory of accounts and groups, signed in as its operator. */
export async function openWithDirectory(): Promise<LaunchedStation> {
  slapd = await startSlapd({
    tls: authority.issue('localhost'),
    ldif: accountEntries([
      { account: 'bram', password: passwords['EXAMPLE\\bram'], groups: ['leads'] },
      { account: 'noor', password: passwords['EXAMPLE\\noor'], groups: ['leads'], principal: 'noor.v@example.com' },
      { account: 'carl', password: passwords['EXAMPLE\\carl'], groups: ['office'] },
    ]),
  });
  const ca = join(folder, 'ca.pem');
  const settings = {
    ...server.settings,
    server: { url: front.origin, extraCa: ca },
    people: { directory: { url: slapd.ldapsUrl, base: baseDn, bindDn: reader.dn, extraCa: ca } },
    roles: { groups: { supervisor: [groupDn('leads')], operator: [groupDn('office')] }, fourEyes: [...fourEyesActions] },
  };
  const station = await launchStation({
    settings,
    roster: server.population.roster,
    env: { CARD_DESK_DIRECTORY_PASSWORD: reader.password },
  });
  await signIn(station.page, 'EXAMPLE\\bram', passwords['EXAMPLE\\bram']);
  await station.page.locator('[data-testid="role"][data-source="group"]').waitFor();
  return station;
}

import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testAuthority } from '../electron/cm/test-certificate.js';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { startGatedFront, type GatedFront } from './gated-front.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, launchStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

let pcscd: Pcscd;
let server: LiveServer;
let front: GatedFront;
let card: VpcdCard;
let folder: string;

/** The operator's user name and password, which occur nowhere else. */
const account = { name: 'desk-operator-7@example.org', password: 'quince-Marmalade-41' } as const;

beforeEach(async () => {
  pcscd = await startPcscd();
  server = await startLiveServer();
  folder = await mkdtemp(join(tmpdir(), 'privacy-'));
  const root = testAuthority();
  await writeFile(join(folder, 'ca.pem'), root.certificate);
  const { certificate: cert, key } = root.issue('localhost');
  const expected = `Basic ${Buffer.from(`${account.name}:${account.password}`).toString('base64')}`;
  front = await startGatedFront(server.faults.origin, { cert, key }, (request, response) => {
    if (request.headers.authorization === expected) return true;
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="cm"' }).end();
    return false;
  });
  card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
});
afterEach(async () => {
  await closeStations();
  await card.remove();
  await front.close();
  await server.close();
  await pcscd.stop();
  await rm(folder, { recursive: true });
});

/** Returns a text in every encoding in which it may be in a file. */
function waysToWrite(text: string): Buffer[] {
  const plain = [text, text.toLowerCase(), text.toUpperCase(), encodeURIComponent(text), JSON.stringify(text).slice(1, -1)];
  const bytes = plain.flatMap((form) => [Buffer.from(form, 'utf8'), Buffer.from(form, 'utf16le'), Buffer.from(form, 'latin1')]);
  // Base64 of the text at each of three byte offsets, without the ends that depend on its neighbors.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from('x'.repeat(shift) + text)
      .toString('base64')
      .slice(shift + 1, -4),
  );
  return [...bytes, ...base64.map((form) => Buffer.from(form))];
}

it('no file of the profile contains readable data of a person, a card or a password', async () => {
  const station = await launchStation({
    settings: { ...server.settings, server: { url: front.origin, extraCa: join(folder, 'ca.pem') } },
    roster: server.population.roster,
  });
  const { page, profile } = station;
  await page.getByTestId('sign-in-dialog').waitFor();
  await page.keyboard.type(account.name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(account.password);
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="connection"][data-state="up"]').waitFor();

  // First refused, then bound, and viewed on every screen.
  for (const [answer, state] of [
    ['refuse', 'refused'],
    ['accept', 'bound'],
  ] as const) {
    await page.getByTestId('card-id').filter({ hasText: example.cardId }).waitFor();
    await page.keyboard.type('Noor van der Velden');
    await page.locator(`[data-request-id="${example.requestId}"][aria-selected="true"]`).waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    server.service.nextAnswer = answer;
    await page.keyboard.press('Enter');
    await page.locator(`[data-testid="outcome"][data-state="${state}"]`).waitFor();
  }
  for (const key of ['2', '3', '4', '5', '1']) await page.keyboard.press(`Control+${key}`);
  await station.quit();

  const secrets = [
    'Noor van der Velden',
    'van der Velden',
    'nvelden',
    'Facility Services',
    example.cardId,
    example.rawCardId,
    example.requestId,
    example.atr,
    example.smartcardUri,
    account.name,
    account.password,
  ];
  const searched: string[] = [];
  const found: string[] = [];
  for (const entry of await readdir(profile, { recursive: true, withFileTypes: true })) {
    // The administrator's own files are not written by the station.
    if (!entry.isFile() || ['roster.csv', 'settings.json'].includes(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    searched.push(entry.name);
    for (const secret of secrets) if (waysToWrite(secret).some((bytes) => content.includes(bytes))) found.push(`${secret} in ${path}`);
  }
  expect(found).toEqual([]);
  expect(searched).toEqual(expect.arrayContaining(['card-desk.log', 'journal.db', 'requests.db']));
});

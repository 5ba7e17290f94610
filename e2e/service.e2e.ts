import { afterEach, expect, it } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, launchStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './world.js';

const RECOVERY_LIMIT_MS = 2_000;
let pcscd: Pcscd | null = null;
let server: LiveServer | null = null;
let card: VpcdCard | null = null;

afterEach(async () => {
  await closeStations();
  await card?.remove();
  await pcscd?.stop();
  await server?.close();
  [card, pcscd, server] = [null, null, null];
});

it('opens without a PC/SC service, says what to do, and recovers by itself within 2 s once there is one', async () => {
  server = await startLiveServer();
  const { page } = await launchStation({ settings: server.settings, roster: server.population.roster });
  await page.getByText('The smart card service does not run.').waitFor();
  await page.getByText('sudo systemctl start pcscd').waitFor();
  pcscd = await startPcscd();
  await page.getByTestId('reader').first().waitFor({ timeout: RECOVERY_LIMIT_MS });
  card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  await page.getByTestId('card-id').filter({ hasText: example.cardId }).waitFor();

  // Again, with a card in the reader: the service dies under the station, and comes back.
  await pcscd.kill();
  await page.getByText('Cards cannot be read').waitFor();
  expect(await page.getByTestId('card-id').count()).toBe(0);
  pcscd = await startPcscd();
  await page.getByTestId('reader').first().waitFor({ timeout: RECOVERY_LIMIT_MS });
});

it('the reader host killed under the station: the window lives, readers and card are back within 2 s', async () => {
  server = await startLiveServer();
  pcscd = await startPcscd();
  card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  const { app, page } = await launchStation({ settings: server.settings, roster: server.population.roster });
  await page.getByTestId('card-id').filter({ hasText: example.cardId }).waitFor();
  const host = await app.evaluate(({ app: electron }) => electron.getAppMetrics().find(({ name }) => name === 'Card Desk reader host')?.pid);
  if (host === undefined) throw new Error('There is no reader host');
  process.kill(host, 'SIGKILL');
  await page.getByTestId('card-id').waitFor({ state: 'detached' });
  await page.getByTestId('card-id').filter({ hasText: example.cardId }).waitFor({ timeout: RECOVERY_LIMIT_MS });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { readerHost } from './hangs.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, launchStation, type LaunchedStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

let pcscd: Pcscd | null = null;
let server: LiveServer;
let card: VpcdCard | null = null;
let station: LaunchedStation;

/** One station, opened without a PC/SC service. The integration tests measure that it recovers within 2 s. */
beforeAll(async () => {
  server = await startLiveServer();
  station = await launchStation({ settings: server.settings, roster: server.population.roster });
});
afterAll(async () => {
  await closeStations();
  await card?.remove();
  await pcscd?.stop();
  await server.close();
});

it('opens without a PC/SC service, says what to do, and recovers automatically once there is one', async () => {
  const { page } = station;
  await page.getByText('The smart card service is not running.').waitFor();
  await page.getByText('sudo systemctl start pcscd').waitFor();
  pcscd = await startPcscd();
  await page.getByTestId('reader').first().waitFor();
  card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  await page.getByTestId('card-id').filter({ hasText: example.cardId }).waitFor();

  // The same with a card in the reader: the service crashes while the station runs, and comes back.
  await pcscd.kill();
  await page.getByText('Cards cannot be read').waitFor();
  expect(await page.getByTestId('card-id').count()).toBe(0);
  pcscd = await startPcscd();
  await page.getByTestId('reader').first().waitFor();
});

it('when the reader host is killed, the window stays, and readers and card come back', async () => {
  const { page } = station;
  await card?.remove();
  card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  await page.getByTestId('card-id').filter({ hasText: example.cardId }).waitFor();
  process.kill(await readerHost(station), 'SIGKILL');
  await page.getByTestId('card-id').waitFor({ state: 'detached' });
  await page.getByTestId('card-id').filter({ hasText: example.cardId }).waitFor();
});

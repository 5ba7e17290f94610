import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { openConfirm } from './one-desk.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { mayMount, mountSmallDisk, type SmallDisk } from './small-disk.js';
import { closeStations, launchStation, makeProfile, type LaunchedStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

export const possible = await mayMount();
if (!possible) console.warn('SKIPPED: the tests of a full disk need the right to mount a file system');

/** Fixture of a test whose station has its profile on a separate disk. */
export interface OnSmallDisk {
  readonly server: LiveServer;
  readonly disk: SmallDisk;
  readonly profile: string;
  /** Opens the station, and goes to the confirm step of the example. */
  readonly openAtConfirmStep: () => Promise<LaunchedStation>;
}

/** Registers the setup of such tests. @returns a function that returns the fixture of the current test */
export function onSmallDisk(): () => OnSmallDisk {
  let pcscd: Pcscd;
  let server: LiveServer;
  let disk: SmallDisk;
  let card: VpcdCard;
  let profile: string;
  beforeAll(async () => {
    pcscd = await startPcscd();
  });
  afterAll(() => pcscd.stop());
  beforeEach(async () => {
    server = await startLiveServer();
    disk = await mountSmallDisk(256);
    profile = await makeProfile({ settings: server.settings, roster: server.population.roster }, disk.folder);
    card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  });
  afterEach(async () => {
    await closeStations();
    await card.remove();
    await server.close();
    await disk.remove();
  });

  async function openAtConfirmStep(): Promise<LaunchedStation> {
    const station = await launchStation({ profile });
    await station.page.getByTestId('card-id').filter({ hasText: example.cardId }).waitFor();
    await openConfirm(station.page, example.requestId);
    return station;
  }

  return () => ({ server, disk, profile, openAtConfirmStep });
}

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { mayMount, mountSmallDisk, type SmallDisk } from './small-disk.js';
import { closeStations, launchStation, makeProfile, refusalAtStart, type LaunchedStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './world.js';

const possible = await mayMount();
if (!possible) console.warn('SKIPPED: the tests of a full disk need the right to mount a file system');

describe.skipIf(!possible)('the station whose disk', () => {
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
    await station.page.keyboard.type(example.requestId);
    await station.page.locator(`[data-request-id="${example.requestId}"][aria-selected="true"]`).waitFor();
    await station.page.keyboard.press('Enter');
    await station.page.getByTestId('confirm').waitFor();
    return station;
  }

  it('is full when a binding is confirmed sends nothing and says why; with room again it binds', async () => {
    const { page } = await openAtConfirmStep();
    await disk.fill(0);
    await page.keyboard.press('Enter');
    await page.getByText(/The journal cannot be written \(database or disk is full\), so nothing was sent/).waitFor();
    expect(server.posts()).toEqual([]);
    await disk.free();
    // Understood; the same request again; bind.
    await page.keyboard.press('Enter');
    await page.getByText(/so nothing was sent/).waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('outcome').getByText('Bound. Take the card out').waitFor();
    expect(server.posts().map(({ did }) => did)).toEqual(['bound']);
  });

  it('is full when the answer comes keeps it, says so, and writes it down when there is room', async () => {
    const station = await openAtConfirmStep();
    const { page } = station;
    server.faults.choose = ({ method }) => (method === 'POST' ? { fault: 'delay', ms: 6_000 } : { fault: 'none' });
    const filled = new Promise<void>((resolve, reject) => {
      server.faults.onPhase = (phase, { method }) => {
        if (method === 'POST' && phase === 'processed') disk.fill(0).then(resolve, reject);
      };
    });
    await page.keyboard.press('Enter');
    await filled;
    await page.getByTestId('warnings').getByText(/cannot be written just now \(database or disk is full\)/).waitFor();
    await disk.free();
    await page.getByTestId('outcome').getByText('Bound. Take the card out').waitFor();
    await page.getByTestId('warnings').getByText(/cannot be written just now/).waitFor({ state: 'detached' });
    expect(server.posts().map(({ did }) => did)).toEqual(['bound']);
    await station.quit();
  });

  it('is full at the start says so and opens nothing; with room again it opens', async () => {
    await (await launchStation({ profile })).quit();
    await disk.fill(0);
    expect(await refusalAtStart(profile, 'The journal cannot be used')).toContain('full');
    await disk.free();
    await openAtConfirmStep();
  });

  it('is read-only says so and opens nothing; writable again it opens', async () => {
    await (await launchStation({ profile })).quit();
    await disk.setReadOnly(true);
    expect(await refusalAtStart(profile, 'read-only')).toContain(`The profile folder ${profile} cannot be written`);
    await disk.setReadOnly(false);
    await openAtConfirmStep();
  });
});

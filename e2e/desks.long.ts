import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { cutOffAfter } from '../electron/store/changed-store.fixture.js';
import { en } from '../renderer/i18n/en.js';
import { exportedJournal } from './exported-journal.js';
import { closeStations, launchStation, openScreen, type LaunchedStation } from './station.js';
import { startLiveServer, type LiveServer } from './live-server.js';

let server: LiveServer;
let folder: string;
beforeAll(async () => {
  server = await startLiveServer();
  folder = await mkdtemp(join(tmpdir(), 'desks-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(closeStations);

const keySchema = z.object({ protection: z.literal('file'), data: z.string() });
/** New entries may have replaced the old ones before the head is compared. */
const wrong = new RegExp(`${en.desks.contradiction['went-back']}|${en.desks.contradiction.rewritten}`);
const [ownWords = ''] = en.warning['journal-contradicted'].split('{{');
const [otherWords = ''] = en.warning['desk-contradicted'].split('{{');

/** Opens a desk with a profile, waits until it has written its head, and closes it. */
async function open(profile: string, state: string, during?: (station: LaunchedStation) => Promise<void>): Promise<void> {
  const station = await launchStation({ profile, env: { XDG_STATE_HOME: state } });
  await station.page.locator('[data-testid="connection"][data-state="up"]').waitFor();
  await during?.(station);
  await station.quit();
}

/** Returns the independent verifier's result for a desk's journal with the heads on the share. */
async function verified(profile: string, share: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const { file } = await exportedJournal(profile);
  const { status, stdout } = spawnSync('python3', ['docs/verify_journal.py', file, share], { encoding: 'utf8' });
  return { code: status, said: stdout };
}

it.each([
  ['the end of its journal removed', 'cut'],
  ['an older copy of its profile put back', 'copy'],
])(
  'two desks on one share: %s, including the head on its computer, is reported at its start, at the other desk and by the verifier',
  { timeout: 300_000 },
  async (_name, how) => {
    const share = await mkdtemp(join(folder, 'share-'));
    const settings = { ...server.settings, backup: { folder: share } };
    const [first, second] = [await launchStation({ settings }), await launchStation({ settings })];
    const profiles = [first.profile, second.profile] as const;
    await first.quit();
    await second.quit();
    // Each desk represents a separate computer, with its own folder for the journal's head.
    const states = [await mkdtemp(join(folder, 'state-')), await mkdtemp(join(folder, 'state-'))] as const;
    await open(profiles[0], states[0]);
    await open(profiles[1], states[1]);
    await cp(profiles[0], join(share, '..', `profile-${how}`), { recursive: true, filter: (name) => !/Singleton/.test(name) });
    await cp(states[0], join(share, '..', `state-${how}`), { recursive: true });
    const { entries: before } = await exportedJournal(profiles[0]);
    await open(profiles[0], states[0]);
    await open(profiles[1], states[1]);
    expect((await verified(profiles[0], share)).code).toBe(0);

    const path = join(profiles[0], 'journal', 'journal.db');
    await rm(states[0], { recursive: true });
    await cp(join(share, '..', `state-${how}`), states[0], { recursive: true });
    if (how === 'cut') {
      const { data } = keySchema.parse(JSON.parse(await readFile(join(profiles[0], 'journal', 'journal.key'), 'utf8')));
      await cutOffAfter(path, Buffer.from(data, 'base64').toString('utf8'), before.length);
    } else {
      await rm(profiles[0], { recursive: true });
      await cp(join(share, '..', `profile-${how}`), profiles[0], { recursive: true });
    }
    expect((await exportedJournal(profiles[0])).entries).toHaveLength(before.length);
    const { code, said } = await verified(profiles[0], share);
    expect(code).toBe(1);
    // Reported from its own head and from what the other desk saw: both have the name of this computer.
    expect(said.match(/saw \d+ entries: entry \d+ is missing/g)?.length).toBeGreaterThanOrEqual(2);

    await open(profiles[0], states[0], async ({ page }) => {
      await page.getByTestId('warnings').getByText(ownWords).waitFor();
      await openScreen(page, 'diagnostics');
      await page.getByTestId('desks').getByText(wrong).waitFor();
    });
    await open(profiles[1], states[1], async ({ page }) => {
      await page.getByTestId('warnings').getByText(otherWords).waitFor();
      await openScreen(page, 'diagnostics');
      await expect.poll(() => page.getByTestId('desks').locator('tbody tr').count(), { timeout: 15_000 }).toBe(2);
      await page.getByTestId('desks').getByText(wrong).waitFor();
    });
    const events = (await exportedJournal(profiles[0])).entries.map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(['desk-contradicted', 'desk-seen']));
  },
);

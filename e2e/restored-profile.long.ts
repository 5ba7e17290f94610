import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { exportedJournal } from './exported-journal.js';
import { openConfirm } from './one-desk.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, launchStation, openScreen, refusalAtStart } from './station.js';
import { insertCard, VPCD_PORTS } from './vpcd.js';
import { example, startLiveServer } from './live-server.js';

let pcscd: Pcscd;
let copy: string;
beforeAll(async () => {
  pcscd = await startPcscd();
  copy = await mkdtemp(join(tmpdir(), 'put-back-'));
});
afterAll(async () => {
  await pcscd.stop();
  await rm(copy, { recursive: true });
});
afterEach(closeStations);

it(
  'a profile restored from a copy sends nothing that was withdrawn since; without its key it does not open',
  { timeout: 180_000 },
  async () => {
    const server = await startLiveServer();
    const card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
    try {
      const first = await launchStation({
        settings: { ...server.settings, policy: { bindOffline: true } },
        roster: server.population.roster,
      });
      const { page, profile } = first;
      await page.locator('[data-testid="connection"][data-state="up"]').waitFor();
      await page.getByTestId('readers').getByText(example.cardId).waitFor({ timeout: 30_000 });
      server.faults.choose = () => ({ fault: 'drop', processed: false });
      await page.locator('[data-testid="connection"][data-state="down"]').waitFor();
      await openConfirm(page, example.requestId);
      await page.keyboard.press('Enter');
      const outcome = page.locator('[data-testid="outcome"][data-state="waiting"]');
      await outcome.waitFor();
      // A manual copy of the whole profile while the binding is queued.
      await cp(profile, join(copy, 'profile'), { recursive: true, filter: (name) => !/Singleton/.test(name) });
      await outcome.getByRole('button', { name: 'Withdraw' }).click();
      await page.getByLabel('Reason, for the journal').fill('Wrong person at the desk');
      await page.keyboard.press('Enter');
      await page.locator('[data-testid="outcome"][data-state="withdrawn"]').waitFor();
      await first.quit();

      await rm(profile, { recursive: true });
      await cp(join(copy, 'profile'), profile, { recursive: true });
      server.faults.choose = () => ({ fault: 'none' });
      const second = await launchStation({ profile });
      await second.page.getByTestId('warnings').getByText('The journal is older than the one last used here').waitFor();
      await openScreen(second.page, 'attention');
      await second.page.getByTestId('matter').getByText('Not finished in a restored journal').waitFor({ timeout: 90_000 });
      await second.quit();
      expect(server.posts()).toEqual([]);

      // Without its key, or with another journal's key, it does not open and nothing changes.
      const folder = join(profile, 'journal');
      const keyFile = join(folder, 'journal.key');
      const key = await readFile(keyFile);
      const refusals: readonly [string, () => Promise<void>][] = [
        ['The journal key is missing', () => rm(keyFile)],
        [
          'The journal key does not belong',
          () =>
            writeFile(keyFile, JSON.stringify({ version: 1, protection: 'file', data: Buffer.from('ab'.repeat(32)).toString('base64') })),
        ],
      ];
      for (const [words, change] of refusals) {
        await change();
        const before = (await readdir(folder)).sort();
        const said = await refusalAtStart(profile, words);
        expect(said).toContain(keyFile);
        expect(said).toContain('backup.folder');
        expect((await readdir(folder)).sort()).toEqual(before);
      }
      await writeFile(keyFile, key);

      const third = await launchStation({ profile });
      await openScreen(third.page, 'attention');
      await third.page.getByTestId('matter').getByText('Not finished in a restored journal').waitFor();
      expect(await third.page.getByTestId('warnings').getByText('The journal is older').count()).toBe(0);
      await third.quit();
      const events = (await exportedJournal(profile)).entries.map(({ event }) => event);
      // The number of checks depends on how long that took.
      expect(events).toContain('not-found');
      expect(events.filter((event) => event !== 'not-found')).toEqual([
        'opened',
        'intended',
        'journal-put-back',
        'restored',
        'opened',
        'opened',
      ]);
      expect(server.posts()).toEqual([]);
    } finally {
      await closeStations();
      await card.remove();
      await server.close();
    }
  },
);

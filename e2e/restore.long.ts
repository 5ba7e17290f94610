import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { bind, command } from './backup-steps.js';
import { pressByKeyboard } from './by-keyboard.js';
import { exportedJournal } from './exported-journal.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, launchStation, makeProfile, openScreen } from './station.js';
import { insertCard, VPCD_PORTS } from './vpcd.js';
import { example, startLiveServer } from './live-server.js';

let pcscd: Pcscd;
let folder: string;
beforeAll(async () => {
  pcscd = await startPcscd();
});
afterAll(() => pcscd.stop());
afterEach(async () => {
  await closeStations();
  await rm(folder, { recursive: true, force: true });
});

it(
  'a backup is restored into an empty profile: the audit verifies, the queue continues, and nothing is sent twice',
  { timeout: 240_000 },
  async () => {
    folder = await mkdtemp(join(tmpdir(), 'backups-'));
    const server = await startLiveServer();
    const second = server.population.requests[3]?.request.Uuid ?? '';
    const secondCard = ['ffeeddccbbaa99887766554433221100', 'ccddeeff-aabb-8899-7766-554433221100'] as const;
    let card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
    try {
      const settings = { ...server.settings, policy: { bindOffline: true }, backup: { folder, everyHours: 168 } };
      const profile = await makeProfile({ settings, roster: server.population.roster });
      expect(command(profile, '--keep-backup-passphrase')).toMatchObject({ code: 0 });
      const station = await launchStation({ profile });
      const { page } = station;
      await bind(page, example.cardId, example.requestId, 'bound');
      server.faults.choose = () => ({ fault: 'drop', processed: false });
      await page.locator('[data-testid="connection"][data-state="down"]').waitFor();
      await card.remove();
      card = await insertCard(VPCD_PORTS[0], gidsCard(secondCard[0]));
      await bind(page, secondCard[1], second, 'waiting');
      await openScreen(page, 'diagnostics');
      await page.getByTestId('backup-last').waitFor();
      const before = await readdir(folder);
      await pressByKeyboard(page, 'Back up now');
      await page.getByTestId('backup-said').getByText('Created and verified').waitFor();
      const backup = (await readdir(folder)).find((name) => name.endsWith('.cdb') && !before.includes(name)) ?? '';

      // After the backup, which does not know it, the queued binding is sent.
      server.faults.choose = () => ({ fault: 'none' });
      await expect.poll(() => server.posts().length, { timeout: 30_000 }).toBe(2);
      await station.kill();

      const fresh = await makeProfile({ settings, roster: server.population.roster });
      const restored = command(fresh, `--restore-backup=${join(folder, backup)}`);
      expect(restored).toMatchObject({ code: 0, said: expect.stringContaining('Bindings not settled: 1.') as string });
      const again = await launchStation({ profile: fresh });
      await again.page.getByTestId('bindings').getByText('Bound', { exact: true }).nth(1).waitFor({ timeout: 30_000 });
      await again.quit();
      const { entries, file } = await exportedJournal(fresh);
      expect(spawnSync('python3', ['docs/verify_journal.py', file], { encoding: 'utf8' }).stdout).toContain('SOUND');
      expect(entries.filter(({ event }) => event === 'submitting')).toHaveLength(1);
      expect(server.posts().map(({ did }) => did)).toEqual(['bound', 'bound']);
    } finally {
      await closeStations();
      await card.remove();
      await server.close();
    }
  },
);

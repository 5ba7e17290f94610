import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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
  'a backup is restored into an empty profile after every refusal: the audit verifies, the queue continues, and nothing is sent twice',
  { timeout: 240_000 },
  async () => {
    folder = await mkdtemp(join(tmpdir(), 'backups-'));
    const server = await startLiveServer();
    const [second, third] = server.population.requests.slice(3, 5).map(({ request }) => request.Uuid);
    const cards = {
      first: [example.rawCardId, example.cardId],
      second: ['ffeeddccbbaa99887766554433221100', 'ccddeeff-aabb-8899-7766-554433221100'],
      third: ['0f0e0d0c0b0a09080706050403020100', '0c0d0e0f-0a0b-0809-0706-050403020100'],
    } as const;
    let card = await insertCard(VPCD_PORTS[0], gidsCard(cards.first[0]));
    const swap = async (raw: string): Promise<void> => {
      await card.remove();
      card = await insertCard(VPCD_PORTS[0], gidsCard(raw));
    };
    try {
      const settings = { ...server.settings, policy: { bindOffline: true }, backup: { folder, everyHours: 168 } };
      const first = await launchStation({ settings, roster: server.population.roster });
      // Without a passphrase no backup is made, and the screen says so.
      await first.page.getByTestId('warnings').getByText('The journal is not backed up because no passphrase is set').waitFor();
      expect(command(first.profile, '--keep-backup-passphrase')).toMatchObject({
        code: 1,
        said: expect.stringContaining('the station is open') as string,
      });
      await first.quit();
      expect(command(first.profile, '--keep-backup-passphrase', 'short')).toMatchObject({
        code: 1,
        said: expect.stringContaining('at least 12 characters') as string,
      });
      expect(command(first.profile, '--keep-backup-passphrase')).toMatchObject({ code: 0 });

      const station = await launchStation({ profile: first.profile });
      const { page } = station;
      await bind(page, cards.first[1], example.requestId, 'bound');
      await page.locator('[data-testid="connection"][data-state="up"]').waitFor();
      server.faults.choose = () => ({ fault: 'drop', processed: false });
      await page.locator('[data-testid="connection"][data-state="down"]').waitFor();
      await swap(cards.second[0]);
      await bind(page, cards.second[1], second ?? '', 'waiting');

      await openScreen(page, 'diagnostics');
      await page.getByTestId('backup-last').waitFor();
      const before = await readdir(folder);
      await pressByKeyboard(page, 'Back up now');
      await page.getByTestId('backup-said').getByText('Created and verified').waitFor({ timeout: 60_000 });
      const backup = (await readdir(folder)).find((name) => name.endsWith('.cdb') && !before.includes(name)) ?? '';
      expect(await page.getByTestId('backup-name').innerText()).toBe(backup);
      expect(await page.getByTestId('backup-head').innerText()).toMatch(/^[0-9a-f]{64}$/);
      await page.keyboard.press('Escape');

      // After the backup: the queued binding is sent, and a card is bound that the backup does not contain.
      server.faults.choose = () => ({ fault: 'none' });
      await page.locator('[data-testid="connection"][data-state="up"]').waitFor({ timeout: 30_000 });
      await expect.poll(() => server.posts().length, { timeout: 15_000 }).toBe(2);
      await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
      await swap(cards.third[0]);
      await bind(page, cards.third[1], third ?? '', 'bound');
      expect(server.posts()).toHaveLength(3);
      await station.kill();

      const fresh = await makeProfile({ settings });
      await copyFile(join(station.profile, 'roster.csv'), join(fresh, 'roster.csv'));
      await writeFile(join(fresh, 'settings.json'), JSON.stringify({ ...settings, roster: join(fresh, 'roster.csv') }));
      const restore = `--restore-backup=${join(folder, backup)}`;
      expect(command(fresh, restore, 'not the passphrase at all')).toMatchObject({
        code: 1,
        said: expect.stringContaining('Wrong passphrase') as string,
      });
      const damaged = join(folder, 'damaged.cdb');
      await writeFile(damaged, (await readFile(join(folder, backup))).subarray(0, -1));
      expect(command(fresh, `--restore-backup=${damaged}`)).toMatchObject({
        code: 1,
        said: expect.stringContaining('The backup is damaged') as string,
      });
      expect(await readdir(fresh)).not.toContain('journal');
      const restored = command(fresh, restore);
      expect(restored.code, restored.said).toBe(0);
      expect(restored.said).toContain('Bindings not settled: 1.');
      expect(command(fresh, restore)).toMatchObject({ code: 1, said: expect.stringMatching(/There is already a journal in/) as string });

      const { file } = await exportedJournal(fresh);
      expect(spawnSync('python3', ['docs/verify_journal.py', file], { encoding: 'utf8' }).stdout).toContain('SOUND');
      expect(spawnSync(process.execPath, ['--import', 'tsx', 'build/audit.ts', 'verify', file], { encoding: 'utf8' }).stdout).toContain(
        ', SOUND, head',
      );

      const again = await launchStation({ profile: fresh });
      await again.page.getByTestId('bindings').getByText('Bound', { exact: true }).nth(1).waitFor({ timeout: 30_000 });
      await openScreen(again.page, 'history');
      await again.page.keyboard.type(cards.second[1]);
      await again.page.getByText('1 binding', { exact: true }).waitFor();
      const told = await again.page.getByTestId('entries').innerText();
      expect(told).toMatch(/Restored from a backup[^]*Found on the server/);
      await again.page.keyboard.press('Escape');
      await again.page.keyboard.press('Escape');

      // The card bound after the backup is known to the server, so it is not bound to another person.
      await again.page.getByTestId('readers').getByText(cards.third[1]).waitFor();
      await again.page.locator('[data-standing="at-server"]').waitFor();
      await again.page.keyboard.press('ArrowDown');
      await again.page.keyboard.press('Enter');
      await again.page.getByTestId('take-another').waitFor();
      expect(await again.page.getByTestId('confirm').count()).toBe(0);
      expect(server.posts().map(({ did }) => did)).toEqual(['bound', 'bound', 'bound']);
      await again.quit();
      const { entries } = await exportedJournal(fresh);
      expect(entries.filter(({ event }) => event === 'submitting')).toHaveLength(1);
    } finally {
      await closeStations();
      await card.remove();
      await server.close();
    }
  },
);

it('a backup target that disappears is shown as a warning, the station continues, and the next good backup clears the warning', async () => {
  folder = await mkdtemp(join(tmpdir(), 'backups-'));
  const server = await startLiveServer();
  try {
    const profile = await makeProfile({
      settings: { ...server.settings, backup: { folder, at: ['03:00'] } },
      roster: server.population.roster,
    });
    expect(command(profile, '--keep-backup-passphrase').code).toBe(0);
    const { page } = await launchStation({ profile });
    await expect.poll(async () => (await readdir(folder)).filter((name) => name.endsWith('.cdb')).length, { timeout: 60_000 }).toBe(1);
    await rm(folder, { recursive: true });
    await openScreen(page, 'diagnostics');
    await pressByKeyboard(page, 'Back up now');
    await page.getByTestId('warnings').getByText('The last journal backup failed. The folder does not exist.').waitFor();
    await page.getByTestId('backup').getByText('Older backups are unchanged').first().waitFor();
    await openScreen(page, 'desk');
    await page.locator('.request-row').first().waitFor();
    // A folder of the same name: the share is back.
    await mkdir(folder);
    await openScreen(page, 'diagnostics');
    await page.getByTestId('backup-last').waitFor();
    await pressByKeyboard(page, 'Back up now');
    await page.getByTestId('warnings').getByText('The last journal backup').waitFor({ state: 'detached' });
  } finally {
    await closeStations();
    await server.close();
  }
});

import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { longAgo, MARK, openTestJournal, writeOldJournal } from '../electron/store/archive.fixture.js';
import { adoptJournal } from '../electron/store/journal-head.fixture.js';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { command } from './backup-steps.js';
import { startPcscd } from './pcscd.js';
import { runCommand } from './run-command.js';
import { closeStations, launchStation, makeProfile, openScreen } from './station.js';
import { insertCard, VPCD_PORTS } from './vpcd.js';
import { startLiveServer } from './live-server.js';

const KEY = 'cd'.repeat(32);
const OLD = 6;
/** The card of the journal's first binding, as on the card. */
const FIRST_CARD = '00000000000000408000000000002001';

let folder: string;
afterEach(async () => {
  await closeStations();
  await rm(folder, { recursive: true, force: true });
});

/** Makes a profile whose journal has bindings from years ago. */
async function oldProfile(settings: Readonly<Record<string, unknown>>): Promise<string> {
  const profile = await makeProfile({ settings });
  const journalFolder = join(profile, 'journal');
  await mkdir(journalFolder);
  const clock = { now: longAgo };
  const journal = openTestJournal(join(journalFolder, 'journal.db'), clock, KEY);
  writeOldJournal(journal, OLD, clock);
  journal.close();
  adoptJournal(journalFolder, KEY);
  const key = JSON.stringify({ version: 1, protection: 'file', data: Buffer.from(KEY).toString('base64') });
  await writeFile(join(journalFolder, 'journal.key'), key, { mode: 0o600 });
  return profile;
}

it(
  'old bindings are archived by a command while the station is closed: journal and archive verify, and the card still shows as bound',
  { timeout: 240_000 },
  async () => {
    folder = await mkdtemp(join(tmpdir(), 'archive-'));
    const server = await startLiveServer();
    const pcscd = await startPcscd();
    try {
      const profile = await oldProfile({ ...server.settings, backup: { folder, archiveAfterDays: 1_826 } });
      const file = join(folder, 'old.cda');
      const asked = async (): Promise<unknown> => JSON.parse((await runCommand(profile, `--archive-journal=${file}`, '--json')).said);
      expect(await asked()).toMatchObject({ outcome: 'failed', code: 'archive-no-passphrase' });
      expect(command(profile, '--keep-backup-passphrase')).toMatchObject({ code: 0 });
      expect(await asked()).toMatchObject({ outcome: 'failed', code: 'archive-no-good-backup' });

      // The station makes a backup at its first start.
      const station = await launchStation({ profile });
      await expect.poll(async () => (await readdir(folder)).some((name) => name.endsWith('.cdb')), { timeout: 30_000 }).toBe(true);
      await openScreen(station.page, 'diagnostics');
      await station.page.getByTestId('backup-last').waitFor();
      expect(await asked()).toMatchObject({ outcome: 'failed', code: 'archive-station-open' });
      await station.quit();

      // No command writes any of the station's own files.
      for (const own of ['settings.json', join('journal', 'new.cda')]) {
        const refused = await runCommand(profile, `--archive-journal=${join(profile, own)}`, '--json');
        expect(JSON.parse(refused.said)).toMatchObject({ outcome: 'failed', code: 'file-failed' });
      }
      expect(await asked()).toMatchObject({
        outcome: 'done',
        facts: { file, bindings: OLD, entries: 4 * OLD + 2, more: 'no', swept: 'yes' },
      });
      const again = await runCommand(profile, `--archive-journal=${join(folder, 'more.cda')}`);
      expect(again).toMatchObject({ code: 0, said: expect.stringContaining('Nothing in the journal is old enough') as string });
      expect(await readdir(folder)).not.toContain('more.cda');

      const exported = join(folder, 'journal.jsonl');
      expect((await runCommand(profile, `--export-journal=${exported}`)).code).toBe(0);
      expect(await readFile(exported, 'utf8')).not.toContain(MARK);
      expect(command(profile, `--open-archive=${file}`, 'another passphrase')).toMatchObject({ code: 1 });
      expect(command(profile, `--open-archive=${file}`)).toMatchObject({ code: 0 });
      await copyFile(file, join(profile, 'journal', 'old.cda'));
      expect(command(profile, `--open-archive=${join(profile, 'journal', 'old.cda')}`)).toMatchObject({
        ...{ code: 1, said: expect.stringContaining('among the files of the station itself') as string },
      });
      const opened = `${file}.jsonl`;
      expect(await readFile(opened, 'utf8')).toContain(`${MARK} 1`);
      for (const files of [[exported], [opened], [exported, folder, `--archive=${opened}`]])
        expect(spawnSync('python3', ['docs/verify_journal.py', ...files], { encoding: 'utf8' }).stdout).toContain(', SOUND');

      const card = await insertCard(VPCD_PORTS[0], gidsCard(FIRST_CARD));
      const reopened = await launchStation({ profile });
      await reopened.page.getByTestId('readers').getByText('Bound at this station on').waitFor();
      await reopened.page.getByTestId('readers').getByText('old.cda').waitFor();
      await openScreen(reopened.page, 'history');
      await reopened.page
        .getByTestId('history-archived')
        .getByText(`${String(OLD)} more bindings are archived`)
        .waitFor();
      await reopened.quit();
      await card.remove();
    } finally {
      await closeStations();
      await pcscd.stop();
      await server.close();
    }
  },
);

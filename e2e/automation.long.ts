import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eachCommand, writeTable } from './automation.js';
import { exportedJournal } from './exported-journal.js';
import { runCommand } from './run-command.js';
import { closeStations, launchStation, makeProfile } from './station.js';
import { startLiveServer, type LiveServer } from './live-server.js';

let server: LiveServer;
let profile: string;
beforeEach(async () => {
  server = await startLiveServer();
  profile = await makeProfile({ settings: server.settings });
});
afterEach(async () => {
  await closeStations();
  await server.close();
});

it('each command reports good and bad files by exit code and JSON while no station is open, and sends nothing', async () => {
  await eachCommand(profile);
  const { entries } = await exportedJournal(profile);
  expect(entries.map(({ event }) => event)).toEqual(expect.arrayContaining(['stock-imported', 'prepared-file-taken', 'command-asked']));
  expect(server.posts()).toEqual([]);
}, 300_000);

it('each command prints text for a person without --json', async () => {
  const bad = await writeTable(profile, 'bad-stock.csv', ['card id;serial', 'not a card;12']);
  const { said, complained, code } = await runCommand(profile, `--import-stock=${bad}`);
  expect({ said, code }).toEqual({ said: '', code: 1 });
  expect(complained).toContain(`Nothing was imported. ${bad} contains errors:\n  line 2, card id: bad-id (not a card)\n`);
  const two = await runCommand(profile, `--import-stock=${bad}`, `--import-prepared=${bad}`);
  expect(two.code).toBe(1);
  expect(two.complained).toContain('Nothing was done: only one command at a time is allowed: --import-stock, --import-prepared.\n');
  const training = await makeProfile({});
  const kept = await runCommand(training, `--import-stock=${bad}`);
  expect(kept.code).toBe(1);
  expect(kept.complained).toContain('Nothing was done: training mode saves nothing.\n');
});

it('an export never overwrites the station’s own files, whether it is open or closed', async () => {
  const own = [join('journal', 'journal.db'), 'settings.json'].map((name) => join(profile, name));
  const refused = async (): Promise<void> => {
    for (const file of own) {
      for (const command of ['export-report', 'export-journal']) {
        const { said, code } = await runCommand(profile, `--${command}=${file}`, '--json');
        expect(code).toBe(1);
        expect(JSON.parse(said)).toMatchObject({
          outcome: 'failed',
          code: 'file-failed',
          detail: `${file} is among the files of the station itself`,
        });
      }
    }
  };
  const station = await launchStation({ profile });
  await refused();
  await station.quit();
  await refused();
  expect((await exportedJournal(profile)).entries.filter(({ event }) => event === 'opened').length).toBeGreaterThan(1);
}, 180_000);

it('an unusable profile is reported as JSON, and the default profile is not used instead', async () => {
  const file = await writeTable(profile, 'no-folder', []);
  const { said, code } = await runCommand(join(file, 'profile'), `--export-journal=${join(profile, 'journal.csv')}`, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(said)).toMatchObject({ outcome: 'failed', code: 'cannot-open', detail: expect.stringContaining(file) as string });
});

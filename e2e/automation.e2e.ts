import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eachCommand, writeTable } from './automation.js';
import { exportedJournal } from './exported-journal.js';
import { answerSaveDialog } from './report-profile.js';
import { runCommand } from './run-command.js';
import { closeStations, describeFailed, launchStation, makeProfile, openScreen, type LaunchedStation } from './station.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

let server: LiveServer;
beforeAll(async () => {
  server = await startLiveServer();
});
afterAll(async () => {
  await closeStations();
  await server.close();
});
afterEach(describeFailed);

describe('an open station does no more for a script than for its operator', () => {
  it('refuses what the operator’s role does not allow', async () => {
    const { username } = userInfo();
    const profile = await makeProfile({
      settings: { ...server.settings, roles: { accounts: { operator: [username] }, otherwise: 'viewer' } },
    });
    const stock = await writeTable(profile, 'stock.csv', ['card id;serial', 'aabbccdd;10']);
    const closed = await runCommand(profile, `--import-stock=${stock}`, '--json');
    expect(JSON.parse(closed.said)).toMatchObject({ outcome: 'failed', code: 'not-allowed' });
    const station = await launchStation({ profile });
    const open = await runCommand(profile, `--import-stock=${stock}`, '--json');
    expect(JSON.parse(open.said)).toMatchObject({ outcome: 'failed', code: 'not-allowed' });
    expect((await runCommand(profile, `--export-journal=${join(profile, 'journal.csv')}`, '--json')).code).toBe(1);
    await station.quit();
  });

  describe('and otherwise executes commands', () => {
    /** One station for these tests, in order. */
    let station: LaunchedStation;
    let profile: string;
    beforeAll(async () => {
      profile = await makeProfile({ settings: server.settings });
      station = await launchStation({ profile });
    });

    it('refuses an import while the operator has a list open, and keeps the operator’s dialogs working', async () => {
      const { page } = station;
      const stock = await writeTable(profile, 'stock.csv', ['card id;serial', `${example.rawCardId};10`]);
      await station.app.evaluate(({ dialog }, path) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
      }, stock);
      const opened: unknown = await page.evaluate(() => window.station.call('stock/openList', { title: '', kind: '' }));
      expect(opened).toMatchObject({ ok: true, value: { outcome: 'opened' } });
      const other = await writeTable(profile, 'other.csv', ['card id;serial', 'aabbccdd;10']);
      const { said } = await runCommand(profile, `--import-stock=${other}`, '--json');
      expect(JSON.parse(said)).toMatchObject({ outcome: 'failed', code: 'list-open' });
      await page.evaluate(() => window.station.call('stock/closeList', {}));

      // While a command writes its file, the operator's own export asks for a file name.
      const mine = join(profile, 'mine.csv');
      await answerSaveDialog(station.app, mine);
      const theirs = join(profile, 'theirs.csv');
      const [command, byOperator] = await Promise.all([
        runCommand(profile, `--export-journal=${theirs}`),
        page.evaluate(() => window.station.call('history/export', {})),
      ]);
      expect(command.said).toContain(`entries saved to ${theirs}, head `);
      expect(byOperator).toMatchObject({ ok: true, value: { file: mine } });
    });

    it('each command reports good and bad files by exit code and JSON; an open station executes it and shows the result', async () => {
      await eachCommand(profile);
      await openScreen(station.page, 'prepared');
      await station.page.getByText('prepared.csv').first().waitFor();
      await station.quit();
      const { entries } = await exportedJournal(profile);
      expect(entries.filter(({ event }) => event === 'command-asked').map(({ facts }) => facts?.['command'])).toEqual([
        // Of the test before.
        ...['import-stock', 'export-journal'],
        ...Array.from({ length: 6 }, () => 'import-stock'),
        ...Array.from({ length: 3 }, () => 'import-prepared'),
        ...['export-report', 'export-report', 'export-journal', 'export-journal'],
      ]);
      // Fourteen commands, each of which starts a program.
    }, 180_000);
  });
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { eachCommand } from './automation.js';
import { exportedJournal } from './exported-journal.js';
import { makeProfile } from './station.js';
import { startLiveServer, type LiveServer } from './world.js';

let server: LiveServer;
beforeEach(async () => {
  server = await startLiveServer();
});
afterEach(() => server.close());

it('each command, with a good and a bad file, tells a script by exit code and JSON where no station is open, and sends nothing', async () => {
  const profile = await makeProfile({ settings: server.settings });
  await eachCommand(profile);
  const { entries } = await exportedJournal(profile);
  expect(entries.map(({ event }) => event)).toEqual(expect.arrayContaining(['stock-imported', 'prepared-file-taken', 'command-asked']));
  expect(server.posts()).toEqual([]);
}, 300_000);

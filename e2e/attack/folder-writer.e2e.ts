import { spawnSync } from 'node:child_process';
import { mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { preparedOverviewSchema } from '../../shared/prepared.js';
import { resultSchema } from '../../shared/result.js';
import { drop, otherCardId, untilTaken } from '../prepared-cards.js';
import { snapshotOf } from '../second-person.js';
import { closeStations, launchStation, makeProfile, openScreen } from '../station.js';
import { example, startLiveServer, type LiveServer } from '../live-server.js';

/** Attacker: a person who can write to the watched folder, and nothing else. */

let server: LiveServer;
let folder: string;
beforeEach(async () => {
  server = await startLiveServer();
  folder = await mkdtemp(join(tmpdir(), 'prepared-'));
});
afterEach(async () => {
  await closeStations();
  await server.close();
  await rm(folder, { recursive: true });
});

/** Markup, in case a screen interprets a file name. */
const MARKUP = 'e-<img src=x onerror=document.title=1>.csv';
const LARGE = 4 * 1024 ** 3;

it('an attacker who writes to the watched folder makes the station read nothing outside it, hang on nothing and bind nothing', async () => {
  const profile = await makeProfile({ settings: { ...server.settings, prepared: { folder } }, roster: server.population.roster });
  expect(spawnSync('mkfifo', [join(folder, 'a-pipe.csv')]).status).toBe(0);
  await symlink('/dev/zero', join(folder, 'b-device.csv'));
  await symlink(join(profile, 'journal', 'journal.db'), join(folder, 'c-journal.csv'));
  const large = await open(join(folder, 'd-large.csv'), 'w');
  await large.truncate(LARGE);
  await large.close();
  await writeFile(join(folder, MARKUP), 'card,request\r\n"unclosed,\r\n');
  const { page } = await launchStation({ profile });
  await page.locator('[data-request-id]').first().waitFor();
  // Two files that each name a request for the same card.
  await drop(folder, 'y-one.csv', [`${example.cardId},${example.requestId},,`]);
  await untilTaken(page, 1);
  await drop(folder, 'z-other.csv', [`${otherCardId},${example.requestId},,`]);

  await openScreen(page, 'prepared');
  await expect
    .poll(() => troubles(page), { timeout: 15_000 })
    .toEqual([
      'a-pipe.csv: unreadable',
      'b-device.csv: unreadable',
      'c-journal.csv: not-a-table',
      'd-large.csv: too-large',
      `${MARKUP}: bad-quotes`,
      'y-one.csv: ',
      'z-other.csv: request-in-other-file',
    ]);
  await page.locator('[data-testid="prepared-file"]').filter({ hasText: MARKUP }).waitFor();
  expect(await page.locator('img[src="x"]').count()).toBe(0);
  expect(await page.title()).toBe('Card Desk');
  expect(server.posts()).toEqual([]);
  expect((await snapshotOf(page)).bindings).toEqual([]);
});

/** Returns every file with its problems. */
async function troubles(page: Page): Promise<string[]> {
  const answer = resultSchema(preparedOverviewSchema).parse(await page.evaluate(() => window.station.call('prepared/overview', {})));
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value.files.map(({ name, problems }) => `${name}: ${problems.map(({ code }) => code).join(' ')}`);
}

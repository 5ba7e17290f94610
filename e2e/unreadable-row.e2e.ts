import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { binding, guid, recordStep } from '../electron/bindings/bindings.fixture.js';
import { logFileOf } from '../electron/core/log.js';
import { cutRow } from '../electron/store/changed-store.fixture.js';
import { JournalFile } from '../electron/store/journal-file.js';
import { createPopulation } from '../electron/training/population.js';
import { createTrainingService } from '../electron/training/service.js';
import { startFaultServer, type FaultServer } from './fault-server.js';
import { killStations, launchStation, makeProfile } from './station.js';

/** The key of the journal, as hex, which the test makes before the station does. */
const KEY = 'ef'.repeat(32);
/** Requests that wait for a card. */
const READY = 5;

let server: FaultServer;
beforeAll(async () => {
  const population = createPopulation({ size: READY, now: new Date() });
  const service = createTrainingService({ population, now: () => new Date(), newGuid: () => crypto.randomUUID() });
  server = await startFaultServer(service.listener);
});
afterAll(async () => {
  await killStations();
  await server.close();
});

it('a row of the journal that cannot be read does not prevent the desk from opening: the screen names its entry, and Diagnostics says what to do', async () => {
  const profile = await makeProfile({ settings: { server: { url: server.origin }, pollSeconds: 2 } });
  const folder = join(profile, 'journal');
  const path = join(folder, 'journal.db');
  await mkdir(folder);
  await writeFile(
    join(folder, 'journal.key'),
    JSON.stringify({ version: 1, protection: 'file', data: Buffer.from(KEY).toString('base64') }),
    {
      mode: 0o600,
    },
  );
  const context = { operator: 'desk', station: 'DESK-01' };
  const journal = new JournalFile({ path, key: KEY, context, now: () => new Date(), monotonicMs: () => 0 });
  for (const number of [1, 2]) {
    journal.intend(binding(number));
    recordStep(journal, { bindingId: guid(number), event: 'found', state: { state: 'bound', status: 'found', smartcardUri: null } });
  }
  journal.close();
  await cutRow(path, KEY, guid(1));

  const station = await launchStation({ profile });
  const { page } = station;
  await page
    .locator('.requests')
    .getByText(`${String(READY)} requests`)
    .waitFor();
  const warning = 'Journal entry 1 cannot be read and was kept unchanged. Its request and card cannot be bound; all others can.';
  await page.locator('[data-testid="warnings"]').getByText(warning).waitFor();
  // The binding beside it is there.
  await page.keyboard.press('Control+3');
  await page.locator('[data-testid="history"]').getByText('1 binding cannot be read and is not listed').waitFor();
  expect(await page.locator('[data-testid="history"]').getByText('Noor van der Velden').count()).toBeGreaterThan(0);
  await page.keyboard.press('Control+7');
  const unreadable = page.locator('[data-testid="unreadable-rows"]');
  await unreadable.getByText('Entry 1: its request and card cannot be bound.').waitFor();
  await unreadable.getByText('verify_journal.py').waitFor();
  expect(await readFile(logFileOf(join(profile, 'logs')), 'utf8')).toContain('rows of the journal cannot be read');
  await station.quit();
});

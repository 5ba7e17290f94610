import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logFileOf } from '../electron/core/log.js';
import { JournalFile } from '../electron/store/journal-file.js';
import { makeOtherVersion } from '../electron/store/changed-store.fixture.js';
import { RequestCacheFile } from '../electron/store/request-cache-file.js';
import { createPopulation } from '../electron/training/population.js';
import { createTrainingService } from '../electron/training/service.js';
import { startFaultServer, type FaultServer } from './fault-server.js';
import { hangServer, stopReaderHost, timeToQuit } from './hangs.js';
import { killStations, launchStation, makeProfile, type LaunchedStation } from './station.js';
import { example } from './live-server.js';

/** The journal's key, as hex, for files that a test makes before the station does. */
const KEY = 'cd'.repeat(32);
/** The year 10000 in UTC, as a server may send it, and as older versions stored it before such dates were refused. */
const ODD_DATE = { wire: '9999-12-31T23:59:59-01:00', kept: '+010000-01-01T00:59:59.000Z' };
/** Number of requests ready for a card; one of them has the odd date. */
const READY = 12;

let server: FaultServer;
/** The station that the first test leaves open. */
let station: LaunchedStation | null = null;
/** The request with the odd date. */
let oddId: string;
beforeAll(async () => {
  const population = createPopulation({ size: READY, now: new Date() });
  const requests = population.requests.map((one, index) =>
    index === 1 ? { ...one, request: { ...one.request, Submitted: ODD_DATE.wire } } : one,
  );
  oddId = requests[1]?.request.Uuid ?? '';
  const service = createTrainingService({
    population: { ...population, requests },
    now: () => new Date(),
    newGuid: () => crypto.randomUUID(),
  });
  server = await startFaultServer(service.listener);
});
afterAll(async () => {
  await killStations();
  await server.close();
});

const logOf = (profile: string): Promise<string> => readFile(logFileOf(join(profile, 'logs')), 'utf8');
const list = ({ page }: LaunchedStation) => page.locator('.requests');

it(
  'a cache that is unreadable or of another version does not prevent opening: the list comes from the server, without the request with the odd date',
  { timeout: 180_000 },
  async () => {
    const profile = await makeProfile({ settings: { server: { url: server.origin }, pollSeconds: 2 } });
    const journal = join(profile, 'journal');
    await mkdir(journal);
    await writeFile(
      join(journal, 'journal.key'),
      JSON.stringify({ version: 1, protection: 'file', data: Buffer.from(KEY).toString('base64') }),
      { mode: 0o600 },
    );
    new JournalFile({
      path: join(journal, 'journal.db'),
      key: KEY,
      context: { operator: 'desk', station: 'DESK-01' },
      now: () => new Date(),
      monotonicMs: () => 0,
    }).close();
    const kept = join(journal, 'requests.db');
    const cache = new RequestCacheFile(kept, KEY);
    const stale = '00000000-0000-4000-8000-00000000ffff';
    const view = {
      requestId: stale,
      type: 1,
      person: { state: 'unresolved' as const, userId: stale },
      profileTemplate: { profileTemplateId: stale, name: null },
      submittedAt: ODD_DATE.kept,
      priority: 0,
      comment: '',
    };
    cache.save({ put: [{ view, status: 3 }], removed: [], fetchedAt: '2026-01-05T08:00:00.000Z' });
    cache.close();

    const first = await launchStation({ profile });
    await first.page.locator(`[data-request-id="${example.requestId}"]`).waitFor();
    await list(first)
      .getByText(`${String(READY - 1)} requests`)
      .waitFor();
    for (const requestId of [stale, oddId]) expect(await first.page.locator(`[data-request-id="${requestId}"]`).count()).toBe(0);
    await expect.poll(() => logOf(profile)).toContain('the cached list of requests cannot be used');
    expect(await logOf(profile)).toContain('requests of the list cannot be read');
    await first.quit();

    await makeOtherVersion(kept, KEY);
    server.choose = () => ({ fault: 'drop', processed: false });
    const second = await launchStation({ profile });
    await list(second).getByText('The requests are not available yet').waitFor();
    server.choose = () => ({ fault: 'none' });
    await list(second)
      .getByText(`${String(READY - 1)} requests`)
      .waitFor({ timeout: 60_000 });
    expect(await logOf(profile)).not.toMatch(/unhandled rejection|uncaught exception/);
    station = second;
  },
);

it('a station told to quit is gone while its server and its reader host hang', async () => {
  if (station === null) throw new Error('The station did not open');
  await stopReaderHost(station);
  await hangServer(server, station);
  await timeToQuit(station, 'its server and reader host');
  expect(await logOf(station.profile)).not.toMatch(/unhandled rejection|uncaught exception/);
});

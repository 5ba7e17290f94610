import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { startCuttingProxy, type CuttingProxy } from '../electron/collector/cutting-proxy.fixture.js';
import { openDelivery } from '../electron/collector/delivery.js';
import { framed } from '../electron/collector/syslog.js';
import { readMessage, sequenceOf } from '../electron/collector/syslog.fixture.js';
import { nodeTrust } from '../electron/cm/authorities.js';
import { schedule } from '../electron/core/schedule.js';
import { seededRandom } from '../electron/training/population-random.js';
import { bindInTurn, DAY_BINDINGS as BINDINGS } from './day-work.fixture.js';
import { exportedJournal } from './exported-journal.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { startRsyslog, type Rsyslog } from './rsyslog.js';
import { snapshotOf } from './second-person.js';
import { closeStations, launchStation, type LaunchedStation } from './station.js';
import { startLiveServer, type LiveServer } from './live-server.js';

let pcscd: Pcscd;
let server: LiveServer;
let collector: Rsyslog;
let proxy: CuttingProxy;
beforeAll(async () => {
  collector = await startRsyslog();
  // Messages are lost in transit, and the connection ends as if the collector had received them.
  proxy = await startCuttingProxy(collector, { by: ['FIN', 'RST', 'FIN', 'FIN'], after: 4_000 });
  pcscd = await startPcscd();
  server = await startLiveServer(BINDINGS + 40);
});
afterAll(async () => {
  await server.close();
  await pcscd.stop();
  await proxy.stop();
  await collector.stop();
});
afterEach(closeStations);

const healthSchema = z.object({ ok: z.literal(true), value: z.object({ journal: z.object({ entries: z.int() }) }) });

/** Returns the number of journal entries of an open station. */
async function entriesOf({ page }: LaunchedStation): Promise<number> {
  return healthSchema.parse(await page.evaluate(() => window.station.call('diagnostics/read', {}))).value.journal.entries;
}

/** Returns the numbers that arrived, each at its first position. */
const firstTimes = (numbers: readonly number[]): number[] => [...new Set(numbers)];

it(
  `a day of ${String(BINDINGS)} bindings beside a real collector: despite two kills, cut connections and an outage, no event is missing or out of order`,
  { timeout: 1_800_000 },
  async () => {
    const seed = 27;
    console.log(`seed ${String(seed)}`);
    const random = seededRandom(seed);
    const nextCard = (): string => random.guid().replaceAll('-', '');
    const { population } = server;
    const settings = {
      ...server.settings,
      policy: { bindUnresolvedPeople: true },
      collector: { host: 'localhost', port: proxy.port, extraCa: collector.authorityFile, healthMinutes: 1 },
    };
    let station = await launchStation({ settings, roster: population.roster });
    const again = async (): Promise<void> => {
      // While sending: a binding made a moment ago is in transit.
      await station.kill();
      station = await launchStation({ profile: station.profile });
    };
    await station.page.locator('.request-row').first().waitFor();
    await expect.poll(async () => (await snapshotOf(station.page)).requests.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(BINDINGS);
    const wanted = (await snapshotOf(station.page)).requests.slice(0, BINDINGS).map(({ requestId }) => requestId);
    const bind = (from: number, to: number): Promise<void> =>
      bindInTurn(station.page, wanted.slice(Math.round(BINDINGS * from), Math.round(BINDINGS * to)), nextCard, {});

    await bind(0, 0.3);
    await again();
    await bind(0.3, 0.5);
    await collector.away();
    const before = (await collector.messages()).length;
    await bind(0.5, 0.7);
    await again();
    await bind(0.7, 0.85);
    expect((await collector.messages()).length).toBe(before);
    await collector.back();
    await bind(0.85, 1);

    await expect
      .poll(async () => (await snapshotOf(station.page)).bindings.every(({ state }) => state.state === 'bound'), { timeout: 120_000 })
      .toBe(true);
    const last = await entriesOf(station);
    // The pause after failures is at most a minute.
    await expect.poll(async () => Math.max(...sequenceOf(await collector.messages())), { timeout: 180_000, interval: 500 }).toBe(last);
    await station.quit();

    expect(proxy.cuts).toBe(4);
    const messages = await collector.messages();
    const numbers = sequenceOf(messages);
    expect(firstTimes(numbers)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    const { file, entries } = await exportedJournal(station.profile);
    expect(entries.filter(({ event }) => event === 'intended')).toHaveLength(BINDINGS);
    const hashes = (await readFile(file, 'utf8')).split('\n').map((line) => /"hash":"([0-9a-f]{64})"/.exec(line)?.[1]);
    const told = messages.map(readMessage).map(({ data }) => data['journal@32473']);
    expect(told.filter((one) => one !== undefined && one['hash'] !== hashes[Number(one['seq']) - 1])).toEqual([]);
    expect(messages.map(readMessage).filter(({ eventId }) => eventId === 9001).length).toBeGreaterThanOrEqual(3);
    const whole = messages.join('\n');
    expect(population.people.filter(({ name, account }) => whole.includes(name) || whole.includes(`"${account}"`))).toEqual([]);
    console.log(`${String(last)} entries, ${String(numbers.length - last)} of them sent twice, over ${String(BINDINGS)} bindings`);
  },
);

it.each([
  ['OpenSSL: answers the end of TLS, and the messages count as received', 'ossl', null],
  ['GnuTLS: closes the connection without an answer, and nothing counts as received', 'gtls', /close_notify/],
] as const)('rsyslog with %s', { timeout: 60_000 }, async (_what, driver, problem) => {
  const real = await startRsyslog(driver);
  try {
    const issuer = await readFile(real.authorityFile, 'utf8');
    const options = { host: 'localhost', port: real.port, trust: nodeTrust([issuer], new Date()), schedule };
    const delivery = await openDelivery({ ...options, signal: new AbortController().signal });
    await delivery.send(framed('<110>1 2026-01-05T08:00:00.000Z DESK-01 card-desk - 9000 - One message'));
    await delivery.quiet(100);
    const finished = delivery.finish();
    await (problem === null ? expect(finished).resolves.toBeUndefined() : expect(finished).rejects.toThrow(problem));
    await expect.poll(() => real.messages(), { timeout: 10_000 }).toHaveLength(1);
  } finally {
    await real.stop();
  }
});

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../electron/training/population-random.js';
import { bindInTurn, DAY_BINDINGS as BINDINGS } from './day-work.fixture.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { snapshotOf } from './second-person.js';
import { closeStations, launchStation, type LaunchedStation } from './station.js';
import { startLiveServer, type LiveServer } from './live-server.js';

const DRAIN_LIMIT_MS = 60_000;
const SERVER_MS = 50;

let pcscd: Pcscd;
let server: LiveServer;
beforeAll(async () => {
  pcscd = await startPcscd();
  server = await startLiveServer(BINDINGS + 40);
});
afterAll(async () => {
  await server.close();
  await pcscd.stop();
});
afterEach(closeStations);

it(
  `a day without a network: ${String(BINDINGS)} bindings, two power cuts, then each binding on the server once`,
  { timeout: 900_000 },
  async () => {
    const random = seededRandom(11);
    const nextCard = (): string => random.guid().replaceAll('-', '');
    const settings = { ...server.settings, policy: { bindOffline: true, bindUnresolvedPeople: true } };
    let station: LaunchedStation = await launchStation({ settings, roster: server.population.roster });
    await station.page.locator('.request-row').first().waitFor();
    server.faults.choose = () => ({ fault: 'drop', processed: false });
    await station.page.locator('[data-testid="connection"][data-state="down"]').waitFor();
    const wanted = (await snapshotOf(station.page)).requests.slice(0, BINDINGS).map(({ requestId }) => requestId);
    expect(wanted).toHaveLength(BINDINGS);

    const cuts = [0, Math.round(BINDINGS * 0.3), Math.round(BINDINGS * 0.65), BINDINGS];
    for (const [index, from] of cuts.slice(0, -1).entries()) {
      if (index > 0) {
        await station.kill();
        station = await launchStation({ profile: station.profile });
      }
      const part = wanted.slice(from, cuts[index + 1]);
      await bindInTurn(station.page, part, nextCard, { state: 'waiting', mayHaveReached: false });
    }
    expect(server.posts()).toEqual([]);
    expect((await snapshotOf(station.page)).bindings.filter(({ state }) => state.state === 'waiting')).toHaveLength(BINDINGS);

    const back = Date.now();
    server.faults.choose = () => ({ fault: 'delay', ms: SERVER_MS });
    await expect
      .poll(
        async () =>
          (await snapshotOf(station.page)).bindings.filter(({ state }) => state.state === 'waiting' || state.state === 'submitting').length,
        {
          timeout: 120_000,
          interval: 250,
        },
      )
      .toBe(0);
    const took = Date.now() - back;
    console.log(`${String(BINDINGS)} bindings drained in ${String(took)} ms against a server of ${String(SERVER_MS)} ms`);
    const bound = server.posts().map(({ did, body }) => [did, (JSON.parse(body) as { requestid: string }).requestid]);
    expect(bound.map(([did]) => did)).toEqual(Array.from({ length: BINDINGS }, () => 'bound'));
    expect(new Set(bound.map(([, requestId]) => requestId))).toEqual(new Set(wanted));
    expect(took).toBeLessThan(DRAIN_LIMIT_MS);
  },
);

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { snapshotSchema, type Snapshot } from '../shared/contract.js';
import { resultSchema } from '../shared/result.js';
import { seededRandom } from '../electron/training/population-random.js';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { confirmBehindTheScreen } from './confirmed.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, launchStation, type LaunchedStation } from './station.js';
import { insertCard, VPCD_PORTS } from './vpcd.js';
import { startLiveServer, type LiveServer } from './world.js';

/** A day's work is 400; every run of the tests does with fewer (`npm run day` binds them all). */
const BINDINGS = Number(process.env['CARD_DESK_DAY_BINDINGS'] ?? 24);
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

async function snapshot(page: Page): Promise<Snapshot> {
  const answer = resultSchema(snapshotSchema).parse(await page.evaluate(() => window.station.call('station/snapshot', {})));
  if (!answer.ok) throw new Error(`No snapshot: ${answer.error.code}`);
  return answer.value;
}

/** How long the station may take to see a card come or go, ms; many times what it does. */
const SEEN_LIMIT_MS = 30_000;

/**
 * Listens until the station tells of readers in which the card with these bytes was identified, or that a presentation is over.
 * Resolves when the page listens, with what waits for it: what brings it about must come after that.
 *
 * @throws Error from the wait, with what was told instead, when it does not come
 */
async function nextReaders(
  page: Page,
  wanted: { readonly identified: string } | { readonly over: number },
): Promise<() => Promise<number>> {
  const listening = await page.evaluateHandle(
    ([what, limitMs]) => {
      const told: string[] = [];
      const event = new Promise<number>((resolve, reject) => {
        setTimeout(() => {
          reject(new Error(`The readers were not told with ${JSON.stringify(what)}, but: ${told.join('; ')}`));
        }, limitMs);
        const stop = window.station.onEvent((each) => {
          const { payload } = JSON.parse(each) as {
            payload: { readers?: { state: { presentationId?: number; identification?: { cardId?: { raw: string } } } }[] };
          };
          if (payload.readers === undefined) return;
          told.push(JSON.stringify(payload.readers).slice(0, 300));
          const states = payload.readers.map(({ state }) => state);
          const presentationId =
            'identified' in what
              ? states.find(({ identification }) => identification?.cardId?.raw === what.identified)?.presentationId
              : states.some((state) => state.presentationId === what.over)
                ? undefined
                : what.over;
          if (presentationId === undefined) return;
          stop();
          resolve(presentationId);
        });
      });
      return { event };
    },
    [wanted, SEEN_LIMIT_MS] as const,
  );
  return () => listening.evaluate(({ event }) => event);
}

/** Binds fresh cards, one after the other, in one slot, until its share of the list is done. */
async function work(page: Page, port: number, requestIds: readonly string[], nextCard: () => string): Promise<void> {
  for (const requestId of requestIds) {
    const raw = nextCard();
    const identified = await nextReaders(page, { identified: raw });
    const card = await insertCard(port, gidsCard(raw));
    const presentationId = await identified();
    const answer = await confirmBehindTheScreen(page, requestId, presentationId);
    expect(answer).toMatchObject({ ok: true, value: { state: { state: 'waiting', mayHaveReached: false }, cardId: { raw } } });
    // The service looks at its slots now and then: the next card must not come before it has seen this one go.
    const gone = await nextReaders(page, { over: presentationId });
    await card.remove();
    await gone();
  }
}

it(
  `a day without a network: ${String(BINDINGS)} bindings, the power gone twice, then each on the server once`,
  { timeout: 900_000 },
  async () => {
    const random = seededRandom(11);
    const nextCard = (): string => random.guid().replaceAll('-', '');
    const settings = { ...server.settings, policy: { bindOffline: true, bindUnresolvedPeople: true } };
    let station: LaunchedStation = await launchStation({ settings, roster: server.population.roster });
    await station.page.locator('.request-row').first().waitFor();
    server.faults.choose = () => ({ fault: 'drop', processed: false });
    await station.page.locator('[data-testid="line"][data-state="down"]').waitFor();
    const wanted = (await snapshot(station.page)).requests.slice(0, BINDINGS).map(({ requestId }) => requestId);
    expect(wanted).toHaveLength(BINDINGS);

    const cuts = [0, Math.round(BINDINGS * 0.3), Math.round(BINDINGS * 0.65), BINDINGS];
    for (const [index, from] of cuts.slice(0, -1).entries()) {
      if (index > 0) {
        await station.kill();
        station = await launchStation({ profile: station.profile });
      }
      const part = wanted.slice(from, cuts[index + 1]);
      await Promise.all(
        VPCD_PORTS.map((port, slot) =>
          work(
            station.page,
            port,
            part.filter((_, place) => place % VPCD_PORTS.length === slot),
            nextCard,
          ),
        ),
      );
    }
    expect(server.posts()).toEqual([]);
    expect((await snapshot(station.page)).bindings.filter(({ state }) => state.state === 'waiting')).toHaveLength(BINDINGS);

    const back = Date.now();
    server.faults.choose = () => ({ fault: 'delay', ms: SERVER_MS });
    await expect
      .poll(
        async () =>
          (await snapshot(station.page)).bindings.filter(({ state }) => state.state === 'waiting' || state.state === 'submitting').length,
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

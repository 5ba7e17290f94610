import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { en } from '../renderer/i18n/en.js';
import { runReportSchema, type RunReport } from '../shared/run.js';
import { resultSchema } from '../shared/result.js';
import { pressByKeyboard } from './by-keyboard.js';
import { startPcscd } from './pcscd.js';
import { drop, freshEnter, untilTaken } from './prepared-cards.js';
import { launchStation, openScreen, type LaunchedStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { startLiveServer, type LiveServer } from './live-server.js';

/** Fault at a position of a run. */
export type RunFault =
  /** The line of the file matches no person. */
  | 'unknown'
  /** The server refuses to bind. */
  | 'refused'
  /** The server answers each call to bind with an error. */
  | 'error'
  /** The request is canceled before its turn. */
  | 'cancelled'
  /** Another desk binds the request while its confirm step is open. */
  | 'other-desk'
  /** The operator sets the person aside. */
  | 'operator';

/** Events of a run; positions from 1. */
export interface RunPlan {
  readonly people: number;
  readonly faults: ReadonlyMap<number, RunFault>;
  /** The power is cut while the binding at this position is at the server; null: never. */
  readonly killAt: number | null;
  /** A later person's card is put in first at this position. */
  readonly wrongCardAt: number;
}

const FILE = 'run.csv';
/** Returns a card's id as bytes: they read the same in either order where that matters. */
const hexOf = (place: number): string => place.toString(16).padStart(16, '0');
const rawOf = (place: number): string => `abababababababab${hexOf(place)}`;
const cardOf = (place: number): string => `abababab-abab-abab-${hexOf(place).slice(0, 4)}-${hexOf(place).slice(4)}`;

/** Everything that is known about a finished run. */
export interface RunOutcome {
  readonly report: RunReport;
  readonly server: LiveServer;
  /** The ids of the requests, by position; null if the line matches no person. */
  readonly requestIds: readonly (string | null)[];
  readonly cardOf: (place: number) => string;
  /** Text of the printed report. */
  readonly paper: string;
}

/** One run over two readers, with the keyboard alone. */
class RunSheet {
  readonly #plan: RunPlan;
  readonly #server: LiveServer;
  readonly #requestIds: readonly (string | null)[];
  readonly #cards = new Map<number, VpcdCard>();
  #station: LaunchedStation;

  constructor(plan: RunPlan, server: LiveServer, requestIds: readonly (string | null)[], station: LaunchedStation) {
    this.#plan = plan;
    this.#server = server;
    this.#requestIds = requestIds;
    this.#station = station;
  }

  get page(): Page {
    return this.#station.page;
  }

  get station(): LaunchedStation {
    return this.#station;
  }

  /** Works off the run, from the first position to the last. */
  async work(): Promise<void> {
    for (let place = 1; place <= this.#plan.people; place += 1) {
      if (this.#plan.faults.get(place) === 'unknown') continue;
      await this.#turn(place);
    }
    await this.page.getByTestId('run-through').waitFor();
    for (const card of this.#cards.values()) await card.remove();
  }

  async #turn(place: number): Promise<void> {
    const fault = this.#plan.faults.get(place);
    if (fault === 'cancelled') {
      await this.#nextTurn(place);
      return;
    }
    await this.page.locator(`[data-testid="run-turn"][data-place="${String(place)}"]`).waitFor({ timeout: 30_000 });
    if (fault === 'operator') {
      await this.#setAside();
      return;
    }
    if (place === this.#plan.wrongCardAt) await this.#wrongCard(place);
    await this.#putIn(place);
    const confirm = this.page.getByTestId('confirm');
    await confirm
      .getByTestId('prepared-fits')
      .filter({ hasText: `line ${String(place + 1)}` })
      .waitFor();
    const posts = this.#server.posts().length;
    // The next card can already be in the other reader.
    const next = this.#following(place);
    if (next !== null && fault === undefined && place !== this.#plan.killAt) await this.#putIn(next);
    if (fault === 'other-desk')
      this.#server.service.book.bind(this.#requestIds[place - 1] ?? '', `dddddddd-dddd-dddd-${cardOf(place).slice(19)}`, '3b00');
    if (fault === 'refused') this.#server.service.nextAnswer = 'refuse';
    if (place === this.#plan.killAt) {
      await this.#killAndResume();
      await this.#takeOut(place);
      return;
    }
    await freshEnter(this.page);
    if (fault === 'other-desk') {
      await this.page.getByTestId('failed').filter({ hasText: en.error['request-not-bindable']['has-a-smartcard'] }).waitFor();
      await this.page.keyboard.press('Enter');
      await this.page.getByTestId('failed').waitFor({ state: 'detached' });
      expect(this.#server.posts()).toHaveLength(posts);
    }
    await this.#nextTurn(place);
    await this.#takeOut(place);
  }

  /** Waits until it is another person's turn, or no one is left. */
  async #nextTurn(place: number): Promise<void> {
    const { page } = this;
    const other = page.locator(`[data-testid="run-turn"]:not([data-place="${String(place)}"])`);
    await other.or(page.getByTestId('run-through')).waitFor({ timeout: 30_000 });
  }

  /** Returns the next position with a card, as far as known; null if there is none, or something else must happen first. */
  #following(place: number): number | null {
    const next = place + 1;
    return next > this.#plan.people || this.#plan.faults.has(next) || next === this.#plan.wrongCardAt || next === this.#plan.killAt
      ? null
      : next;
  }

  async #putIn(place: number): Promise<void> {
    if (this.#cards.has(place)) return;
    const port = VPCD_PORTS[place % VPCD_PORTS.length] ?? VPCD_PORTS[0];
    this.#cards.set(place, await insertCard(port, gidsCard(rawOf(place))));
  }

  async #takeOut(place: number): Promise<void> {
    const card = this.#cards.get(place);
    this.#cards.delete(place);
    await card?.remove();
  }

  /** Checks that a later person's card opens nothing, and that nothing is bound with it. */
  async #wrongCard(place: number): Promise<void> {
    const posts = this.#server.posts().length;
    await this.#putIn(place + 1);
    await this.page.locator('[data-testid="run-card"][data-state="otherwise"]').waitFor();
    expect(await this.page.getByTestId('confirm').count()).toBe(0);
    expect(await this.page.getByTestId('run-look').isDisabled()).toBe(true);
    await this.#takeOut(place + 1);
    expect(this.#server.posts()).toHaveLength(posts);
  }

  async #setAside(): Promise<void> {
    const { page } = this;
    await page.keyboard.press('F8');
    await page.getByTestId('run-set-aside').waitFor();
    await page.keyboard.type('Not at work today', { delay: 60 });
    await page.keyboard.press('Enter');
    await page.getByTestId('run-was-set-aside').waitFor();
  }

  /** Cuts the power once the server has the binding and before it has answered, and continues the run after a restart. */
  async #killAndResume(): Promise<void> {
    const { faults } = this.#server;
    const arrived = new Promise<void>((resolve) => {
      faults.onPhase = (phase, { method }) => {
        if (phase === 'processed' && method === 'POST') resolve();
      };
    });
    faults.choose = ({ method }) => (method === 'POST' ? { fault: 'hang', processed: true } : { fault: 'none' });
    await freshEnter(this.page);
    await arrived;
    await this.#station.kill();
    faults.onPhase = () => undefined;
    faults.choose = this.choose;
    this.#station = await launchStation({ profile: this.#station.profile });
    // The desk shows a notice, and the run continues where it was.
    const notice = this.page.getByTestId('run-notice');
    await notice.waitFor();
    await openScreen(this.page, 'run');
    await this.page.getByTestId('run-turn').waitFor();
  }

  /** Fault for each call to the server: calls to bind an `error` request fail. */
  readonly choose: LiveServer['faults']['choose'] = ({ method, body }) => {
    if (method !== 'POST') return { fault: 'none' };
    const isError = [...this.#plan.faults].some(
      ([place, fault]) => fault === 'error' && body.includes(this.#requestIds[place - 1] ?? 'none'),
    );
    return isError ? { fault: 'answer', processed: false, status: 500, body: '{"Message":"The database is away"}' } : { fault: 'none' };
  };
}

/** Returns requests for people whom the roster names. */
function requestsOf({ population: { requests, roster } }: LiveServer, count: number): string[] {
  return requests
    .slice(0, 2 * count)
    .flatMap(({ request }) => (roster.includes(request.TargetUserUuid) ? [request.Uuid] : []))
    .slice(0, count);
}

/** Works off a run according to a plan. @param look checks made while the station is open */
export async function workOffRun(plan: RunPlan, look: (outcome: RunOutcome, page: Page) => Promise<void>): Promise<void> {
  const pcscd = await startPcscd();
  const server = await startLiveServer(2 * plan.people);
  const folder = await mkdtemp(join(tmpdir(), 'run-'));
  try {
    const known = requestsOf(server, plan.people);
    const requestIds = known.map((requestId, index) => (plan.faults.get(index + 1) === 'unknown' ? null : requestId));
    const station = await launchStation({
      settings: { ...server.settings, prepared: { folder }, pollSeconds: 2 },
      roster: server.population.roster,
    });
    await station.page.locator('[data-request-id]').first().waitFor();
    await drop(
      folder,
      FILE,
      requestIds.map((requestId, index) =>
        requestId === null ? `${cardOf(index + 1)},,Nobody Atall,` : `${cardOf(index + 1)},${requestId},,`,
      ),
    );
    await untilTaken(station.page, plan.people);
    for (const [place, fault] of plan.faults)
      if (fault === 'cancelled') server.service.book.setStatus(requestIds[place - 1] ?? '', 'Approved');
    await openScreen(station.page, 'run');
    await pressByKeyboard(station.page, `${en.run.begin}: ${FILE}`);
    const sheet = new RunSheet(plan, server, requestIds, station);
    server.faults.choose = sheet.choose;
    await sheet.page.getByTestId('run-turn').waitFor();
    for (const [place, fault] of plan.faults)
      if (fault === 'cancelled') server.service.book.setStatus(requestIds[place - 1] ?? '', 'Canceled');
    await sheet.work();
    await sheet.page.keyboard.press('Enter');
    await sheet.page.getByTestId('run-report').waitFor();
    await sheet.page.locator('[data-testid="paper-page"]').first().waitFor();
    const paper = (await sheet.page.locator('.sheets [data-testid="paper-page"]').allInnerTexts()).join('\n');
    const answer = resultSchema(runReportSchema).parse(await sheet.page.evaluate(() => window.station.call('run/read', {})));
    if (!answer.ok) throw new Error(`The report was not read: ${answer.error.code}`);
    await look({ report: answer.value, server, requestIds, cardOf, paper }, sheet.page);
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
    await pcscd.stop();
  }
}

/** State of each faulty person in the report. */
const standsAs = {
  unknown: ['aside', 'person-unknown'],
  refused: ['apart', null],
  error: ['apart', null],
  cancelled: ['aside', 'not-approved'],
  'other-desk': ['aside', 'has-a-smartcard'],
  operator: ['aside', 'operator'],
} as const satisfies Record<RunFault, readonly [RunReport['rows'][number]['stands'], RunReport['rows'][number]['reason']]>;

/** Compares the report of a run with the plan and the server's records: everyone is in it once, and the totals add up. */
export function expectToAddUp({ people, faults }: RunPlan, { report, server, requestIds, paper }: RunOutcome): void {
  const { rows, counts } = report;
  expect(report.endedAt).not.toBeNull();
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(people);
  const apart = [...faults.values()].filter((fault) => standsAs[fault][0] === 'apart').length;
  expect(counts).toEqual({ left: 0, 'under-way': 0, bound: people - faults.size, apart, aside: faults.size - apart });
  expect(rows.map(({ place, stands, reason }) => [place, stands, reason])).toEqual(
    rows.map((_row, index) => {
      const fault = faults.get(index + 1);
      return [index + 1, ...(fault === undefined ? (['bound', null] as const) : standsAs[fault])];
    }),
  );
  // Every card kept apart, and every card without a person, has its own number.
  const slips = rows.flatMap(({ slipNumber }) => slipNumber ?? []);
  expect([slips.length, new Set(slips).size]).toEqual([faults.size, faults.size]);
  // The server bound each of these requests once, to the card of its line.
  const did = server.service.log.filter((entry) => entry.did === 'bound').map(({ body }) => JSON.parse(body) as unknown);
  const inRun = rows.flatMap(({ place, stands }) =>
    stands === 'bound' ? [{ requestid: requestIds[place - 1], cardid: cardOf(place) }] : [],
  );
  const asSent = did.map((body) => JSON.stringify(body).replace(/,"atr":"[0-9a-f]*"/, ''));
  expect(asSent.sort()).toEqual(inRun.map((body) => JSON.stringify(body)).sort());
  expect(rows.flatMap(({ stands, card }) => (stands === 'bound' ? [card] : []))).toEqual(
    rows.flatMap(({ stands, place }) => (stands === 'bound' ? [cardOf(place)] : [])),
  );
  // The printed report has the same numbers, and everyone.
  const figures = [counts.left, 0, counts.bound, counts.apart, counts.aside, people].join('\\s+');
  expect(paper).toMatch(new RegExp(figures));
  for (const slip of slips) expect(paper).toContain(`No. ${String(slip)}`);
  for (const { card } of rows) expect(paper).toContain(card ?? 'no card');
}

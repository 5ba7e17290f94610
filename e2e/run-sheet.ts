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
import { startLiveServer, type LiveServer } from './world.js';

/** What goes wrong at a place of a run. */
export type RunFault =
  /** The line of the file names nobody. */
  | 'unknown'
  /** The server refuses to bind. */
  | 'refused'
  /** The server answers each call to bind with an error. */
  | 'error'
  /** The request is cancelled before its turn. */
  | 'cancelled'
  /** Another desk binds the request while its confirm step is open. */
  | 'other-desk'
  /** The operator sets the person aside. */
  | 'operator';

/** What happens in a run; places from 1. */
export interface RunPlan {
  readonly people: number;
  readonly faults: ReadonlyMap<number, RunFault>;
  /** The power goes while the binding of this place is at the server; null: it does not. */
  readonly killAt: number | null;
  /** A card of somebody who comes later is put in first at this place. */
  readonly wrongCardAt: number;
}

const FILE = 'run.csv';
/** A card's id, and its bytes: they read the same in either order where that matters. */
const hexOf = (place: number): string => place.toString(16).padStart(16, '0');
const rawOf = (place: number): string => `abababababababab${hexOf(place)}`;
const cardOf = (place: number): string => `abababab-abab-abab-${hexOf(place).slice(0, 4)}-${hexOf(place).slice(4)}`;

/** What a run was, by all who know of it. */
export interface RunOutcome {
  readonly report: RunReport;
  readonly server: LiveServer;
  /** The ids of the requests, by place; null where the line names nobody. */
  readonly requestIds: readonly (string | null)[];
  readonly cardOf: (place: number) => string;
  /** The report as it stands on the sheets. */
  readonly paper: string;
}

/** One run, over two readers, by keys alone. */
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

  /** Works the run off, from the first place to the last. */
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
    // The next card can lie in the other reader by then.
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

  /** Waits until somebody else's turn has come, or nobody is left. */
  async #nextTurn(place: number): Promise<void> {
    const { page } = this;
    const other = page.locator(`[data-testid="run-turn"]:not([data-place="${String(place)}"])`);
    await other.or(page.getByTestId('run-through')).waitFor({ timeout: 30_000 });
  }

  /** Whose turn comes next with a card, so far as is known; null: nobody's, or something else is to happen first. */
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

  /** The card of somebody who comes later opens nothing, and nothing is bound with it. */
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

  /** The power goes once the server has the binding and before it has answered; the next start goes on with the run. */
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
    // It is told of on the desk, and goes on where it was.
    const notice = this.page.getByTestId('run-notice');
    await notice.waitFor();
    await openScreen(this.page, 'run');
    await this.page.getByTestId('run-turn').waitFor();
  }

  /** What the server does to a call: each call to bind the request of an `error` fails. */
  readonly choose: LiveServer['faults']['choose'] = ({ method, body }) => {
    if (method !== 'POST') return { fault: 'none' };
    const isError = [...this.#plan.faults].some(
      ([place, fault]) => fault === 'error' && body.includes(this.#requestIds[place - 1] ?? 'none'),
    );
    return isError ? { fault: 'answer', processed: false, status: 500, body: '{"Message":"The database is away"}' } : { fault: 'none' };
  };
}

/** Requests for people of whom the roster knows the name. */
function requestsOf({ population: { requests, roster } }: LiveServer, count: number): string[] {
  return requests
    .slice(0, 2 * count)
    .flatMap(({ request }) => (roster.includes(request.TargetUserUuid) ? [request.Uuid] : []))
    .slice(0, count);
}

/** Has a run worked off as it is planned, and looks at it from all sides. @param look looks at what only stands while the station is open */
export async function workedOff(plan: RunPlan, look: (outcome: RunOutcome, page: Page) => Promise<void>): Promise<void> {
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

/** What each fault leads to in the report. */
const standsAs = {
  unknown: ['aside', 'person-unknown'],
  refused: ['apart', null],
  error: ['apart', null],
  cancelled: ['aside', 'not-approved'],
  'other-desk': ['aside', 'has-a-smartcard'],
  operator: ['aside', 'operator'],
} as const satisfies Record<RunFault, readonly [RunReport['rows'][number]['stands'], RunReport['rows'][number]['reason']]>;

/** Holds the report of a run against what was planned and against what the server says: everybody once, and all of it adds up. */
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
  // Every card that is kept apart, or has no person, has a number of its own.
  const slips = rows.flatMap(({ slipNumber }) => slipNumber ?? []);
  expect([slips.length, new Set(slips).size]).toEqual([faults.size, faults.size]);
  // The server bound each of these requests once, and to the card of its line.
  const did = server.service.log.filter((entry) => entry.did === 'bound').map(({ body }) => JSON.parse(body) as unknown);
  const inRun = rows.flatMap(({ place, stands }) =>
    stands === 'bound' ? [{ requestid: requestIds[place - 1], cardid: cardOf(place) }] : [],
  );
  const asSent = did.map((body) => JSON.stringify(body).replace(/,"atr":"[0-9a-f]*"/, ''));
  expect(asSent.sort()).toEqual(inRun.map((body) => JSON.stringify(body)).sort());
  expect(rows.flatMap(({ stands, card }) => (stands === 'bound' ? [card] : []))).toEqual(
    rows.flatMap(({ stands, place }) => (stands === 'bound' ? [cardOf(place)] : [])),
  );
  // The paper has the same figures, and everybody.
  const figures = [counts.left, 0, counts.bound, counts.apart, counts.aside, people].join('\\s+');
  expect(paper).toMatch(new RegExp(figures));
  for (const slip of slips) expect(paper).toContain(`No. ${String(slip)}`);
  for (const { card } of rows) expect(paper).toContain(card ?? 'no card');
}

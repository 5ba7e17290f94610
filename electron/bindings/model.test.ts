import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CmError } from '../../shared/errors.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { BindAnswer, BindCall, CmRequest } from '../cm/client.js';
import { JournalFile } from '../store/journal-file.js';
import { claims } from '../store/journal.js';
import { binding, errors, exampleAtr, exampleRequest, guid } from './bindings.fixture.js';
import { Submitter } from './submitter.js';

/**
 * The whole of a binding's life against a simple model: whatever confirms, answers, lost answers, crashes, network
 * cuts, withdrawals and clock jumps come in whatever order, at the end each confirmed binding has taken effect on the
 * server at most once, with its own card, and the journal says what is true there.
 */

/** What the server does with the next calls to bind. */
type Mood = 'accept' | 'lose-before' | 'lose-after' | 'fail' | 'refuse';

/** The server of the model: nothing but what took effect. */
class Server {
  mood: Mood = 'accept';
  online = true;
  readonly effects = new Map<string, { cardId: string; smartcardId: string }>();
  doubled = false;
  refusals = new Set<string>();
  #made = 0;

  bind({ requestId, cardId }: BindCall): Result<BindAnswer, CmError> {
    if (!this.online) return fail(errors.unreached);
    switch (this.mood) {
      case 'lose-before':
        return fail(errors.timeout);
      case 'fail':
        return fail(errors.server);
      case 'refuse':
        this.refusals.add(requestId);
        return fail(errors.forbidden);
      case 'accept':
      case 'lose-after': {
        if (this.effects.has(requestId)) this.doubled = true;
        this.#made += 1;
        const smartcardId = guid(0x9000 + this.#made);
        this.effects.set(requestId, { cardId, smartcardId });
        return this.mood === 'accept' ? ok({ status: 201, smartcardUri: `api/v1.0/smartcards/${smartcardId}` }) : fail(errors.broken);
      }
    }
  }

  getRequest(requestId: string): Result<CmRequest, CmError> {
    if (!this.online) return fail(errors.unreached);
    return ok({
      requestId,
      type: 1,
      status: 3,
      targetUserId: exampleRequest.person.userId,
      profileTemplateId: exampleRequest.profileTemplate.profileTemplateId,
      newSmartcardId: this.effects.get(requestId)?.smartcardId ?? null,
      submittedAt: '2026-01-05T08:00:00.000Z',
      completedAt: null,
      priority: 0,
      comment: '',
      isSmartcard: true,
    });
  }

  getSmartcard(smartcardId: string): ReturnType<typeof ok<{ smartcardId: string; cardId: string; atr: string; status: number; assignedUserId: null }>> | { ok: false; error: CmError } {
    if (!this.online) return fail(errors.unreached);
    const found = [...this.effects.values()].find((effect) => effect.smartcardId === smartcardId);
    if (found === undefined) return fail({ code: 'not-found', status: 404, correlationId: null, message: '' });
    return ok({ smartcardId, cardId: found.cardId, atr: exampleAtr, status: 2, assignedUserId: null });
  }
}

/** A desk on a real journal file, with a clock that is turned by hand. */
class Desk {
  readonly server = new Server();
  now = Date.parse('2026-01-05T08:00:00.000Z');
  /** The clock that never jumps, ms. */
  steady = 0;
  readonly confirmed = new Set<string>();
  readonly withdrawn = new Set<string>();
  readonly troubles: unknown[] = [];
  readonly #path: string;
  #timers: { at: number; work: () => void }[] = [];
  #ids = 0;
  /** Counts the lives: what a killed life still had under way must not act any more. */
  #life = 0;
  #journal: JournalFile;
  #submitter: Submitter;

  constructor(path: string) {
    this.#path = path;
    this.#journal = this.#open();
    this.#submitter = this.#start();
  }

  get journal(): JournalFile {
    return this.#journal;
  }

  /** Begins a binding and waits for none of its steps, so that what comes next may come in the middle of them. */
  confirm(request: number, card: number): void {
    const row = {
      ...binding(request),
      bindingId: guid(0x100000 + (this.#ids += 1)),
      cardId: binding(card).cardId,
    };
    void this.#submitter.begin(row).then(({ outcome }) => {
      if (outcome === 'written') this.confirmed.add(row.bindingId);
    });
  }

  async withdraw(index: number): Promise<void> {
    const rows = this.journal.newest(100);
    const row = rows[index % Math.max(1, rows.length)];
    if (row === undefined) return;
    const moved = await this.#submitter.decide(row.bindingId, { event: 'withdrawn', reason: 'model' });
    if (moved !== null) this.withdrawn.add(row.bindingId);
  }

  async retryAll(): Promise<void> {
    for (const row of this.journal.unsettled()) await this.#submitter.decide(row.bindingId, { event: 'retried' });
  }

  /** Ends this life at once, in the middle of whatever is under way after `turns` turns of the loop, and starts anew. */
  async crash(turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    this.#life += 1;
    this.#timers = [];
    this.#journal.close();
    this.#journal = this.#open();
    this.#submitter = this.#start();
    await this.#submitter.resume();
    await this.turn();
  }

  lineIsUp(): void {
    this.#submitter.lineIsUp();
  }

  async turn(): Promise<void> {
    for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
  }

  async pass(seconds: number): Promise<void> {
    const end = this.steady + seconds * 1_000;
    for (;;) {
      await this.turn();
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.splice(this.#timers.indexOf(due), 1);
      this.#goTo(due.at);
      due.work();
    }
    this.#goTo(end);
  }

  #goTo(steady: number): void {
    const ms = Math.max(0, steady - this.steady);
    this.steady += ms;
    this.now += ms;
  }

  close(): void {
    this.#life += 1;
    this.#journal.close();
  }

  #open(): JournalFile {
    return new JournalFile({
      path: this.#path,
      key: null,
      context: { operator: 'model', station: 'MODEL' },
      now: () => new Date(this.now),
      monotonicMs: () => 0,
    });
  }

  #start(): Submitter {
    const life = this.#life;
    /** Every step of a life that was killed hangs for ever, as the steps of a dead process do. */
    const alive = async <T>(work: () => T): Promise<T> => {
      await Promise.resolve();
      if (life !== this.#life) return new Promise<T>(() => undefined);
      const result = work();
      await Promise.resolve();
      return life === this.#life ? result : new Promise<T>(() => undefined);
    };
    return new Submitter({
      journal: {
        intend: (row, approval, first) => alive(() => this.journal.intend(row, approval, first)),
        record: (transition) => alive(() => this.journal.record(transition)),
        unsettled: () => alive(() => this.journal.unsettled()),
        find: (bindingId) => alive(() => this.journal.find(bindingId)),
      },
      cm: {
        bind: (call) => alive(() => this.server.bind(call)),
        getRequest: (requestId) => alive(() => this.server.getRequest(requestId)),
        getSmartcard: (smartcardId) => alive(() => this.server.getSmartcard(smartcardId)),
        listProfileTemplates: () => alive(() => ok([])),
        findSmartcardByCardId: () => alive(() => (this.server.online ? ok(null) : fail(errors.unreached))),
      },
      policy: { firstPauseMs: 1_000, longestPauseMs: 8_000, unreachedPauseMs: 2_000, mostTries: 3, settleMs: 2_000, lateEffectMs: 6_000 },
      now: () => new Date(this.now),
      monotonicMs: () => this.steady,
      random: () => 0.5,
      schedule: (work, ms) => {
        const timer = { at: this.steady + ms, work: () => { if (life === this.#life) work(); } };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((other) => other !== timer);
        };
      },
      isLineDown: () => !this.server.online,
      parallel: 2,
      parallelAsking: 2,
      onChange: () => undefined,
      onJournalTrouble: (_row, error) => {
        this.troubles.push(error);
      },
      onFault: (_bindingId, error) => {
        this.troubles.push(error);
      },
    });
  }
}

/** What must hold at any moment. */
function check(desk: Desk): void {
  const { server, journal } = desk;
  expect(desk.troubles).toEqual([]);
  expect(server.doubled).toBe(false);
  const rows = journal.newest(10_000);
  for (const [requestId, effect] of server.effects) {
    const row = rows.find((one) => one.request.requestId === requestId && claims(one.state));
    // An effect belongs to exactly one confirmed binding that is not given up, with that very card.
    expect(row, `effect on ${requestId} without a binding`).toBeDefined();
    expect(effect.cardId).toBe(row?.cardId.text);
  }
  for (const bindingId of desk.confirmed) expect(journal.find(bindingId), `${bindingId} was confirmed and is not in the journal`).not.toBeNull();
  for (const bindingId of desk.withdrawn) {
    const row = rows.find((one) => one.bindingId === bindingId);
    expect(row?.state.state).toBe('withdrawn');
  }
}

type Step = { readonly name: string; readonly run: (desk: Desk) => Promise<void> };
const step = (name: string, run: (desk: Desk) => Promise<void> | void): Step => ({ name, run: async (desk) => run(desk) });
const steps = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.nat(7), fc.nat(7)).map(([request, card]) => step(`confirm ${String(request)} with ${String(card)}`, (desk) => desk.confirm(request, card))) },
  { weight: 4, arbitrary: fc.constantFrom<Mood>('accept', 'lose-before', 'lose-after', 'fail', 'refuse').map((mood) => step(mood, (desk) => void (desk.server.mood = mood))) },
  { weight: 3, arbitrary: fc.boolean().map((online) => step(online ? 'online' : 'offline', (desk) => { desk.server.online = online; if (online) desk.lineIsUp(); })) },
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 3, 10, 60).map((seconds) => step(`pass ${String(seconds)} s`, (desk) => desk.pass(seconds))) },
  { weight: 3, arbitrary: fc.nat(12).map((turns) => step(`crash after ${String(turns)} turns`, (desk) => desk.crash(turns))) },
  { weight: 2, arbitrary: fc.nat(20).map((index) => step(`withdraw ${String(index)}`, (desk) => desk.withdraw(index))) },
  { weight: 1, arbitrary: fc.constantFrom(-86_400, -60, 60, 86_400).map((seconds) => step(`clock jumps ${String(seconds)} s`, (desk) => { desk.now += seconds * 1_000; })) },
);

let folder: string;
let runs = 0;
let ran = 0;
beforeAll(() => {
  // Where memory holds the files, tens of thousands of runs wait for no disk.
  folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'model-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('at least 5,000 commands in any order lose, double and misdirect nothing', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 15, maxLength: 40 }), async (plan) => {
      runs += 1;
      const desk = new Desk(join(folder, `journal-${String(runs)}.db`));
      try {
        for (const { run } of plan) {
          await run(desk);
          check(desk);
        }
        ran += plan.length;
        // Then everything works again, and all that can come to rest does.
        desk.server.online = true;
        desk.server.mood = 'accept';
        desk.lineIsUp();
        for (let round = 0; round < 4; round += 1) {
          await desk.pass(600);
          await desk.retryAll();
        }
        await desk.pass(600);
        check(desk);
        for (const row of desk.journal.newest(10_000)) {
          const effect = desk.server.effects.get(row.request.requestId);
          switch (row.state.state) {
            case 'bound':
              expect(effect?.cardId).toBe(row.cardId.text);
              break;
            case 'refused':
              expect(desk.server.refusals).toContain(row.request.requestId);
              break;
            case 'withdrawn':
              expect(desk.withdrawn).toContain(row.bindingId);
              break;
            case 'attention':
              expect(row.state.reason).toBe('refused-in-doubt');
              expect(effect).toBeUndefined();
              break;
            default:
              expect.unreachable(`${row.bindingId} came to rest as ${row.state.state}`);
          }
        }
      } finally {
        desk.close();
      }
    }),
    { numRuns: 230 },
  );
  console.log(`${String(ran)} commands in ${String(runs)} runs`);
  expect(ran).toBeGreaterThanOrEqual(5_000);
});

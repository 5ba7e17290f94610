import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { CmError } from '../../shared/errors.js';
import { JournalError, type Transition } from '../store/journal.js';
import type { CmRequest } from '../cm/client.js';
import { binding, errors, exampleRequest, exampleSmartcardId, guid, requestAtServer } from './bindings.fixture.js';
import { noAskContext } from './ask-server.js';
import { Submitter } from './submitter.js';
import type { SubmitterDeps } from './submitter-deps.js';

const apiOff: CmError = { code: 'api-off', status: 404, correlationId: null, message: 'Not found' };
const start = Date.parse('2026-01-05T08:00:00.000Z');

/** A test environment with a journal in memory, a manual clock and a scripted server. */
class World {
  now = start;
  readonly rows = new Map<string, BindingView>();
  readonly recorded: string[] = [];
  readonly sent: string[] = [];
  readonly faults: unknown[] = [];
  journalFails = 0;
  /** Answers to POSTs, in order; the last one repeats. */
  posts: Result<{ status: 201; smartcardUri: string } | { status: 204 }, CmError>[] = [ok({ status: 204 })];
  /** The request's values at the server. */
  smartcardOf = new Map<string, { smartcardId: string; cardId: string; atr: string }>();
  /** How requests differ from the confirmed ones. */
  changed = new Map<string, Partial<CmRequest>>();
  assignedTo: string | null = exampleRequest.person.userId;
  /** The server's answer to a question about a request, instead of the request. */
  requestError: CmError | null = null;
  isApiOff = false;
  reachable = true;
  isOffline = false;
  readonly #timers: { at: number; work: () => void }[] = [];

  readonly deps: SubmitterDeps = {
    journal: {
      intend: async (row, _approval, step) => {
        await Promise.resolve();
        if (this.journalFails > 0) {
          this.journalFails -= 1;
          throw new JournalError('unusable', 'disk full');
        }
        const by = [...this.rows.values()].find(({ request }) => request.requestId === row.request.requestId);
        if (by !== undefined) return { outcome: 'request-claimed', by };
        const written = step === undefined ? row : { ...row, state: step.state };
        this.rows.set(row.bindingId, written);
        this.recorded.push(step === undefined ? 'intended' : `intended and ${step.event}`);
        return { outcome: 'written', binding: written };
      },
      record: async ({ bindingId, event, from, state }: Transition) => {
        await Promise.resolve();
        if (this.journalFails > 0) {
          this.journalFails -= 1;
          throw new JournalError('unusable', 'disk full');
        }
        const row = this.rows.get(bindingId);
        if (row === undefined) throw new JournalError('unusable', 'no such row');
        if (!isDeepStrictEqual(row.state, from)) return { outcome: 'moved-on', binding: row };
        const moved = { ...row, state };
        this.rows.set(bindingId, moved);
        this.recorded.push(event);
        return { outcome: 'written', binding: moved };
      },
      find: (bindingId) => Promise.resolve(this.rows.get(bindingId) ?? null),
      unsettled: () => Promise.resolve([...this.rows.values()]),
    },
    cm: {
      bind: async ({ requestId }) => {
        this.sent.push(requestId);
        await Promise.resolve();
        const answer = this.posts.length > 1 ? this.posts.shift() : this.posts[0];
        return answer ?? fail(errors.server);
      },
      getRequest: (requestId) => {
        if (!this.reachable) return Promise.resolve(fail(errors.unreached));
        if (this.requestError !== null) return Promise.resolve(fail(this.requestError));
        const smartcard = this.smartcardOf.get(requestId);
        return Promise.resolve(
          ok({ ...requestAtServer, requestId, newSmartcardId: smartcard?.smartcardId ?? null, ...this.changed.get(requestId) }),
        );
      },
      getSmartcard: (smartcardId) => {
        const found = [...this.smartcardOf.values()].find((smartcard) => smartcard.smartcardId === smartcardId);
        return Promise.resolve(
          found
            ? ok({ smartcardId, cardId: found.cardId, atr: found.atr, status: 2, assignedUserId: this.assignedTo })
            : fail({ code: 'not-found' as const, status: 404, correlationId: null, message: '' }),
        );
      },
      findSmartcardByCardId: () => Promise.resolve(ok(null)),
      listProfileTemplates: () => Promise.resolve(this.isApiOff ? fail(apiOff) : ok([])),
    },
    askContext: () => noAskContext,
    policy: { firstPauseMs: 1_000, longestPauseMs: 60_000, unreachedPauseMs: 5_000, mostTries: 3, settleMs: 5_000, lateEffectMs: 45_000 },
    now: () => new Date(this.now),
    monotonicMs: () => this.now,
    random: () => 1,
    schedule: (work, ms) => {
      const timer = { at: this.now + ms, work };
      this.#timers.push(timer);
      return () => {
        const index = this.#timers.indexOf(timer);
        if (index >= 0) this.#timers.splice(index, 1);
      };
    },
    isOffline: () => this.isOffline,
    parallel: 2,
    parallelAsking: 2,
    onChange: () => undefined,
    onJournalTrouble: () => undefined,
    onFault: (_bindingId, error) => this.faults.push(error),
  };

  readonly submitter = new Submitter(this.deps);

  put(row: BindingView): BindingView {
    this.rows.set(row.bindingId, row);
    return row;
  }

  state(row: BindingView): BindingState | undefined {
    return this.rows.get(row.bindingId)?.state;
  }

  /** Runs everything due within `seconds`. */
  async pass(seconds: number): Promise<void> {
    const end = this.now + seconds * 1_000;
    for (;;) {
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.splice(this.#timers.indexOf(due), 1);
      this.now = due.at;
      due.work();
    }
    this.now = end;
  }
}

describe('the submitter', () => {
  it('journals before it sends and after the answer', async () => {
    const world = new World();
    world.posts = [ok({ status: 201, smartcardUri: 'api/v1.0/smartcards/x' })];
    const row = world.put(binding(1));
    world.submitter.take(row);
    await world.pass(0);
    expect(world.recorded).toEqual(['not-found', 'submitting', 'answered']);
    expect(world.sent).toEqual([row.request.requestId]);
    expect(world.state(row)).toEqual({ state: 'bound', status: 201, smartcardUri: 'api/v1.0/smartcards/x' });
  });

  it('sends nothing while "submitting" cannot be journaled', async () => {
    const world = new World();
    world.journalFails = 2;
    const row = world.put(binding(1));
    world.submitter.take(row);
    await world.pass(1);
    expect(world.sent).toEqual([]);
    await world.pass(10);
    expect(world.sent).toHaveLength(1);
    expect(world.state(row)).toMatchObject({ state: 'bound' });
  });

  it('asks before a retry, and does not repeat a call that took effect', async () => {
    const world = new World();
    world.posts = [fail(errors.timeout)];
    const row = world.put(binding(1));
    world.submitter.take(row);
    await world.pass(4);
    expect(world.state(row)).toMatchObject({ state: 'uncertain' });
    world.smartcardOf.set(row.request.requestId, { smartcardId: exampleSmartcardId, cardId: row.cardId.text, atr: row.atr });
    await world.pass(2);
    expect(world.state(row)).toEqual({
      state: 'bound',
      status: 'found',
      smartcardUri: `api/v1.0/smartcards/${exampleSmartcardId}`,
    });
    expect(world.sent).toHaveLength(1);
  });

  it('retries once the server says that nothing happened', async () => {
    const world = new World();
    world.posts = [fail(errors.broken), ok({ status: 204 })];
    const row = binding(1);
    await world.submitter.begin(row);
    // Checked after 5 s, then after twice the time; what may still take effect is not sent again.
    await world.pass(44);
    expect(world.recorded).toEqual(['intended and submitting', 'failed', 'not-found', 'not-found', 'not-found', 'not-found']);
    expect(world.sent).toHaveLength(1);
    await world.pass(2);
    expect(world.recorded.slice(6)).toEqual(['not-found', 'submitting', 'answered']);
    expect(world.sent).toHaveLength(2);
  });

  it("leaves another card's binding alone and needs attention", async () => {
    const world = new World();
    world.posts = [fail(errors.timeout)];
    const row = binding(1);
    world.smartcardOf.set(row.request.requestId, { smartcardId: exampleSmartcardId, cardId: guid(7), atr: row.atr });
    await world.submitter.begin(row);
    await world.pass(6);
    expect(world.state(row)).toMatchObject({ state: 'attention', reason: 'conflict' });
    expect(world.sent).toHaveLength(1);
  });

  it("resumes the previous process's bindings, and asks about interrupted calls", async () => {
    const world = new World();
    const fresh = world.put(binding(1));
    const cut = world.put(binding(2, { state: 'submitting', attempt: 1 }));
    world.smartcardOf.set(cut.request.requestId, { smartcardId: exampleSmartcardId, cardId: cut.cardId.text, atr: cut.atr });
    await world.submitter.resume();
    await world.pass(6);
    expect(world.sent).toEqual([fresh.request.requestId]);
    expect(world.state(cut)).toMatchObject({ state: 'bound', status: 'found' });
  });

  it('waits indefinitely while the server is unreachable, and continues when online', async () => {
    const world = new World();
    world.posts = [fail(errors.unreached)];
    world.reachable = false;
    const row = binding(1);
    await world.submitter.begin(row);
    await world.pass(3_600);
    expect(world.state(row)).toMatchObject({ state: 'waiting' });
    expect(world.sent).toHaveLength(1);
    world.reachable = true;
    world.posts = [ok({ status: 204 })];
    world.submitter.connectionIsUp();
    await world.pass(0);
    expect(world.state(row)).toMatchObject({ state: 'bound' });
  });

  it('processes other bindings beside a failing one, within the parallel limit', async () => {
    const world = new World();
    world.posts = [fail(errors.server), ok({ status: 204 })];
    const rows = [1, 2, 3, 4, 5].map((n) => world.put(binding(n)));
    for (const row of rows) world.submitter.take(row);
    await world.pass(0);
    expect(rows.slice(1).map((row) => world.state(row)?.state)).toEqual(['bound', 'bound', 'bound', 'bound']);
    await world.pass(2);
    expect(world.state(binding(1))).toMatchObject({ state: 'bound' });
  });

  it('sends nothing from the queue while offline, and sends it in order when online', async () => {
    const world = new World();
    world.reachable = false;
    world.isOffline = true;
    const rows = [1, 2, 3].map((n) =>
      world.put(
        binding(n, {
          state: 'waiting',
          attempt: 0,
          nextTryAt: new Date(start).toISOString(),
          mayHaveReached: false,
          error: errors.unreached,
          checks: 0,
        }),
      ),
    );
    for (const row of rows) world.submitter.take(row);
    await world.pass(36_000);
    expect(world.recorded).toEqual([]);
    expect(await world.submitter.decide(rows[1]?.bindingId ?? '', { event: 'withdrawn', reason: 'wrong card' })).toMatchObject({
      state: { state: 'withdrawn' },
    });
    world.reachable = true;
    world.isOffline = false;
    world.submitter.connectionIsUp();
    await world.pass(0);
    expect(world.sent).toEqual([rows[0]?.request.requestId, rows[2]?.request.requestId]);
  });

  it('never sends a queued binding that was withdrawn', async () => {
    const world = new World();
    world.reachable = false;
    const row = world.put(
      binding(1, {
        state: 'waiting',
        attempt: 0,
        nextTryAt: new Date(start).toISOString(),
        mayHaveReached: false,
        error: errors.unreached,
        checks: 0,
      }),
    );
    world.submitter.take(row);
    await world.pass(10);
    expect(await world.submitter.decide(row.bindingId, { event: 'withdrawn', reason: 'wrong card' })).toMatchObject({
      state: { state: 'withdrawn', reason: 'wrong card' },
    });
    world.reachable = true;
    world.submitter.connectionIsUp();
    await world.pass(3_600);
    expect(world.sent).toEqual([]);
  });

  it('ignores a decision that comes too late', async () => {
    const world = new World();
    world.posts = [fail(errors.timeout)];
    const row = world.put(binding(1));
    world.submitter.take(row);
    expect(await world.submitter.decide(row.bindingId, { event: 'withdrawn', reason: 'on its way' })).toBeNull();
    await world.pass(1);
    expect(await world.submitter.decide(row.bindingId, { event: 'withdrawn', reason: 'uncertain' })).toBeNull();
    expect(world.state(row)).toMatchObject({ state: 'uncertain' });
    expect(await world.submitter.decide(guid(99), { event: 'retried' })).toBeNull();
  });

  it("continues after a person's decision, by asking first", async () => {
    const world = new World();
    const row = world.put(binding(1, { state: 'attention', reason: 'too-many-tries', evidence: '', error: errors.server, attempt: 3 }));
    world.smartcardOf.set(row.request.requestId, { smartcardId: exampleSmartcardId, cardId: row.cardId.text, atr: row.atr });
    expect(await world.submitter.decide(row.bindingId, { event: 'retried' })).toMatchObject({ state: { state: 'waiting' } });
    await world.pass(0);
    expect(world.state(row)).toMatchObject({ state: 'bound', status: 'found' });
    expect(world.sent).toEqual([]);
  });

  it.each(['not-found', 'submitting'] as const)(
    'asks again before it sends when the disk delayed %s too long after the check',
    async (late) => {
      const world = new World();
      let failures = 4;
      const { journal } = world.deps;
      const slow: typeof journal = {
        ...journal,
        record: (transition) => {
          if (transition.event !== late || failures === 0) return journal.record(transition);
          failures -= 1;
          return Promise.reject(new JournalError('unusable', 'disk full'));
        },
      };
      Object.assign(world, { submitter: new Submitter({ ...world.deps, journal: slow }) });
      const row = world.put(
        binding(1, {
          state: 'waiting',
          attempt: 0,
          nextTryAt: new Date(start).toISOString(),
          mayHaveReached: false,
          error: errors.unreached,
          checks: 0,
        }),
      );
      world.submitter.take(row);
      await world.pass(1);
      world.changed.set(row.request.requestId, { targetUserId: guid(7) });
      await world.pass(60);
      expect(world.sent).toEqual([]);
      expect(world.state(row)).toMatchObject({ state: 'attention', reason: 'request-changed' });
    },
  );

  describe('while all routes are in use', () => {
    const offline = (n: number): BindingView =>
      binding(n, {
        state: 'waiting',
        attempt: 0,
        nextTryAt: new Date(start).toISOString(),
        mayHaveReached: false,
        error: errors.unreached,
        checks: 0,
      });

    /** An environment whose server answers bind calls on command, with one queued binding more than it processes in parallel. */
    async function busyWorld(): Promise<{ world: World; rows: BindingView[]; answerAll: () => Promise<void> }> {
      const world = new World();
      const answers: (() => void)[] = [];
      const { cm } = world.deps;
      const slow = {
        ...cm,
        bind: async (call: Parameters<typeof cm.bind>[0]) => {
          const answer = cm.bind(call);
          await new Promise<void>((resolve) => answers.push(resolve));
          return answer;
        },
      };
      Object.assign(world, { submitter: new Submitter({ ...world.deps, cm: slow }) });
      const rows = [1, 2, 3].map((n) => world.put(offline(n)));
      for (const row of rows) world.submitter.take(row);
      await world.pass(0);
      expect(world.recorded).toEqual(['not-found', 'not-found', 'submitting', 'submitting', 'not-found']);
      const answerAll = async (): Promise<void> => {
        while (answers.length > 0) {
          answers.splice(0).forEach((answer) => {
            answer();
          });
          await world.pass(0);
        }
      };
      return { world, rows, answerAll };
    }

    it('checks the next binding meanwhile, and sends just confirmed ones first', async () => {
      const { world, rows, answerAll } = await busyWorld();
      const fresh = binding(9);
      await world.submitter.begin(fresh);
      await answerAll();
      expect(world.sent).toEqual([rows[0], rows[1], fresh, rows[2]].map((row) => row?.request.requestId));
    });

    it('checks again when an answer is too old', async () => {
      const { world, rows, answerAll } = await busyWorld();
      await world.pass(6);
      world.smartcardOf.set(rows[2]?.request.requestId ?? '', { smartcardId: exampleSmartcardId, cardId: guid(7), atr: '' });
      await answerAll();
      expect(world.sent).toHaveLength(2);
      expect(world.state(offline(3))).toMatchObject({ state: 'attention', reason: 'conflict' });
    });

    it('keeps checked bindings when going offline, and checks them again when online', async () => {
      const { world, answerAll } = await busyWorld();
      world.isOffline = true;
      await answerAll();
      expect(world.sent).toHaveLength(2);
      world.isOffline = false;
      world.submitter.connectionIsUp();
      await world.pass(0);
      await answerAll();
      expect(world.sent).toHaveLength(3);
      expect(world.recorded.filter((event) => event === 'not-found')).toHaveLength(4);
    });

    it('never sends a checked binding that was withdrawn', async () => {
      const { world, rows, answerAll } = await busyWorld();
      expect(await world.submitter.decide(rows[2]?.bindingId ?? '', { event: 'withdrawn', reason: 'wrong card' })).toMatchObject({
        state: { state: 'withdrawn' },
      });
      await answerAll();
      await world.pass(60);
      expect(world.sent).toHaveLength(2);
    });

    it('sends no checked binding once stopped', async () => {
      const { world, answerAll } = await busyWorld();
      world.submitter.stop();
      await answerAll();
      expect(world.sent).toHaveLength(2);
    });
  });

  describe('beginning a just confirmed binding', () => {
    it('journals the send with the intent, then sends, then journals the answer', async () => {
      const world = new World();
      const told: string[] = [];
      Object.assign(world, { submitter: new Submitter({ ...world.deps, onChange: ({ state }) => told.push(state.state) }) });
      const row = binding(1);
      expect(await world.submitter.begin(row)).toEqual({
        outcome: 'written',
        binding: { ...row, state: { state: 'submitting', attempt: 1 } },
      });
      await world.pass(0);
      expect(world.recorded).toEqual(['intended and submitting', 'answered']);
      expect(world.sent).toEqual([row.request.requestId]);
      expect(told).toEqual(['submitting', 'bound']);
    });

    it('journals the intent alone while all routes are in use, and sends when one is free', async () => {
      const world = new World();
      const rows = [binding(1), binding(2), binding(3)];
      const begun = await Promise.all(rows.map((row) => world.submitter.begin(row)));
      expect(begun.map((one) => one.outcome === 'written' && one.binding.state.state)).toEqual(['submitting', 'submitting', 'intended']);
      await world.pass(0);
      expect(world.recorded.filter((event) => event !== 'answered')).toEqual([
        'intended and submitting',
        'intended and submitting',
        'intended',
        'submitting',
      ]);
      expect(world.sent).toEqual(rows.map(({ request }) => request.requestId));
    });

    it.each([
      [
        'has a claimed request or card',
        (world: World): void => {
          world.put(binding(1));
        },
        { outcome: 'request-claimed' },
      ],
      [
        'cannot be written',
        (world: World): void => {
          world.journalFails = 1;
        },
        null,
      ],
    ] as const)('sends nothing that %s, and frees the route', async (_why, change, outcome) => {
      const world = new World();
      change(world);
      const row = { ...binding(1), bindingId: guid(50) };
      if (outcome === null) await expect(world.submitter.begin(row)).rejects.toThrow('disk full');
      else expect(await world.submitter.begin(row)).toMatchObject(outcome);
      await world.pass(60);
      expect(world.sent).toEqual([]);
      const next = await Promise.all([binding(2), binding(3)].map((one) => world.submitter.begin(one)));
      expect(next).toMatchObject([{ binding: { state: { state: 'submitting' } } }, { binding: { state: { state: 'submitting' } } }]);
    });

    it('cannot be withdrawn, because it may have been sent', async () => {
      const world = new World();
      const row = binding(1);
      await world.submitter.begin(row);
      expect(await world.submitter.decide(row.bindingId, { event: 'withdrawn', reason: 'too late' })).toBeNull();
    });

    it('keeps a delayed binding until it is due', async () => {
      const world = new World();
      const row = binding(1, {
        state: 'waiting',
        attempt: 0,
        nextTryAt: new Date(start + 5_000).toISOString(),
        mayHaveReached: false,
        error: errors.unreached,
        checks: 0,
      });
      expect(await world.submitter.begin(row)).toEqual({ outcome: 'written', binding: row });
      await world.pass(1);
      expect(world.recorded).toEqual(['intended']);
      await world.pass(10);
      expect(world.sent).toHaveLength(1);
    });

    it('journals it but sends nothing once stopped', async () => {
      const world = new World();
      const begun = world.submitter.begin(binding(1));
      world.submitter.stop();
      expect(await begun).toMatchObject({ outcome: 'written', binding: { state: { state: 'submitting' } } });
      await world.pass(60);
      expect(world.sent).toEqual([]);
      expect(await world.submitter.begin(binding(2))).toMatchObject({ binding: { state: { state: 'intended' } } });
    });
  });

  it("checks the previous process's unsent bindings before it sends them", async () => {
    const world = new World();
    world.put(binding(1));
    await world.submitter.resume();
    await world.pass(0);
    expect(world.recorded).toEqual(['not-found', 'submitting', 'answered']);
  });

  describe('when the answer to an earlier call was lost', () => {
    it('does not believe a later refusal, and needs attention', async () => {
      const world = new World();
      world.posts = [fail(errors.timeout), fail(errors.forbidden)];
      const row = binding(1);
      await world.submitter.begin(row);
      await world.pass(60);
      expect(world.sent).toHaveLength(2);
      expect(world.state(row)).toMatchObject({
        state: 'attention',
        reason: 'refused-in-doubt',
        unansweredAt: new Date(start).toISOString(),
      });
      // The person asks again after the first call took effect.
      world.smartcardOf.set(row.request.requestId, { smartcardId: exampleSmartcardId, cardId: row.cardId.text, atr: row.atr });
      await world.submitter.decide(row.bindingId, { event: 'retried' });
      await world.pass(0);
      expect(world.state(row)).toMatchObject({ state: 'bound' });
    });

    it('finds an effect that comes 20 s late, also after a restart, and sends nothing again', async () => {
      const world = new World();
      const row = world.put(binding(1, { state: 'submitting', attempt: 1 }));
      await world.submitter.resume();
      await world.pass(20);
      expect(world.state(row)).toMatchObject({ state: 'uncertain', unansweredAt: new Date(start).toISOString() });
      world.smartcardOf.set(row.request.requestId, { smartcardId: exampleSmartcardId, cardId: row.cardId.text, atr: row.atr });
      await world.pass(25);
      expect(world.state(row)).toMatchObject({ state: 'bound', status: 'found' });
      expect(world.sent).toEqual([]);
    });

    it('waits by the monotonic clock when the wall clock jumps', async () => {
      const world = new World();
      world.posts = [fail(errors.timeout), ok({ status: 204 })];
      let steady = 0;
      const submitter = new Submitter({ ...world.deps, monotonicMs: () => steady });
      await submitter.begin(binding(1));
      await world.pass(0);
      world.now += 86_400_000;
      steady += 6_000;
      await world.pass(1);
      expect(world.recorded.at(-1)).toBe('not-found');
      expect(world.sent).toHaveLength(1);
      expect(world.state(binding(1))).toMatchObject({ state: 'uncertain' });
    });

    it('waits the full time after a start, because the downtime is unknown', async () => {
      const world = new World();
      const row = world.put(
        binding(1, {
          state: 'uncertain',
          attempt: 1,
          nextCheckAt: new Date(start).toISOString(),
          error: errors.timeout,
          checks: 0,
          unansweredAt: '2020-01-01T00:00:00.000Z',
        }),
      );
      await world.submitter.resume();
      await world.pass(44);
      expect(world.sent).toEqual([]);
      await world.pass(2);
      expect(world.state(row)).toMatchObject({ state: 'bound' });
    });
  });

  describe('checking a queued request before it is sent', () => {
    const queued = (): BindingView => ({
      ...binding(1, {
        state: 'waiting',
        attempt: 0,
        nextTryAt: new Date(start).toISOString(),
        mayHaveReached: false,
        error: errors.unreached,
        checks: 0,
      }),
      approvedStatus: 3,
    });

    it.each<[string, Partial<CmRequest>, string]>([
      ['belongs to another person', { targetUserId: guid(77) }, 'request-changed'],
      ['has another profile template', { profileTemplateId: guid(78) }, 'request-changed'],
      ['is not for a smartcard', { isSmartcard: false }, 'request-changed'],
      ['was denied, canceled or completed', { status: 5 }, 'request-closed'],
    ])('does not send one that %s, and needs attention', async (_what, change, reason) => {
      const world = new World();
      const row = world.put(queued());
      world.changed.set(row.request.requestId, change);
      world.submitter.take(row);
      await world.pass(60);
      expect(world.sent).toEqual([]);
      expect(world.state(row)).toMatchObject({ state: 'attention', reason, attempt: 0 });
      // The request is unchanged again, and a person confirms it.
      world.changed.clear();
      await world.submitter.decide(row.bindingId, { event: 'retried' });
      await world.pass(0);
      expect(world.state(row)).toMatchObject({ state: 'bound' });
    });

    it('checks a just confirmed request again if it had to wait for a lane', async () => {
      const world = new World();
      const answers: (() => void)[] = [];
      const { cm } = world.deps;
      const submitter = new Submitter({
        ...world.deps,
        cm: {
          ...cm,
          bind: async (call) => {
            await new Promise<void>((resolve) => answers.push(resolve));
            return cm.bind(call);
          },
        },
      });
      for (const n of [1, 2, 3]) await submitter.begin(binding(n));
      await world.pass(6);
      world.changed.set(binding(3).request.requestId, { targetUserId: guid(77) });
      answers.splice(0).forEach((answer) => {
        answer();
      });
      await world.pass(0);
      expect(world.sent).toHaveLength(2);
      expect(world.state(binding(3))).toMatchObject({ state: 'attention', reason: 'request-changed' });
    });

    it('needs attention if the card belongs to another user than confirmed', async () => {
      const world = new World();
      const row = world.put(queued());
      world.smartcardOf.set(row.request.requestId, { smartcardId: exampleSmartcardId, cardId: row.cardId.text, atr: row.atr });
      world.assignedTo = guid(77);
      world.submitter.take(row);
      await world.pass(0);
      expect(world.state(row)).toMatchObject({
        state: 'attention',
        reason: 'conflict',
        evidence: expect.stringContaining(guid(77)) as string,
      });
      world.assignedTo = null;
      world.changed.set(row.request.requestId, { targetUserId: guid(78) });
      await world.submitter.decide(row.bindingId, { event: 'retried' });
      await world.pass(0);
      expect(world.state(row)).toMatchObject({
        state: 'attention',
        reason: 'conflict',
        evidence: expect.stringContaining(guid(78)) as string,
      });
    });
  });

  describe('a 404', () => {
    const gone: CmError = { code: 'not-found', status: 404, correlationId: null, message: 'There is no request.' };
    const queued = (): BindingView =>
      binding(1, {
        state: 'waiting',
        attempt: 0,
        nextTryAt: new Date(start).toISOString(),
        mayHaveReached: false,
        error: errors.unreached,
        checks: 0,
      });

    it.each<[string, (world: World) => void]>([
      [
        'that does not come from the API',
        (world) => {
          world.requestError = apiOff;
        },
      ],
      [
        'from an API that answers 404 to everything',
        (world) => {
          world.requestError = gone;
          world.isApiOff = true;
        },
      ],
    ])('%s is no evidence: the server is asked again automatically, however long it takes', async (_what, begin) => {
      const world = new World();
      const row = world.put(queued());
      begin(world);
      world.submitter.take(row);
      await world.pass(3_600);
      expect(world.state(row)).toMatchObject({ state: 'waiting', mayHaveReached: false, checks: 0 });
      Object.assign(world, { requestError: null, isApiOff: false });
      world.submitter.connectionIsUp();
      await world.pass(0);
      expect(world.state(row)).toMatchObject({ state: 'bound' });
    });

    it('from an API that answers other calls means that the request is gone', async () => {
      const world = new World();
      const row = world.put(queued());
      world.requestError = gone;
      world.submitter.take(row);
      await world.pass(0);
      expect(world.state(row)).toMatchObject({ state: 'attention', reason: 'request-gone', evidence: gone.message });
      expect(world.sent).toEqual([]);
    });
  });

  it('never sends a withdrawn binding that a full disk delayed at the start', async () => {
    const world = new World();
    world.journalFails = 2;
    const cut = world.put(binding(1, { state: 'submitting', attempt: 1 }));
    const queued = world.put(
      binding(2, {
        state: 'waiting',
        attempt: 0,
        nextTryAt: new Date(start + 1_000).toISOString(),
        mayHaveReached: false,
        error: errors.unreached,
        checks: 0,
      }),
    );
    const resumed = world.submitter.resume();
    const withdrawn = world.submitter.decide(queued.bindingId, { event: 'withdrawn', reason: 'wrong card' });
    await world.pass(60);
    await resumed;
    expect(await withdrawn).toMatchObject({ state: { state: 'withdrawn' } });
    expect(world.sent).toEqual([cut.request.requestId]);
    expect(world.state(queued)).toMatchObject({ state: 'withdrawn' });
  });

  it('continues from the stored row when its copy is outdated, and sends nothing from the copy', async () => {
    const world = new World();
    const row = world.put(
      binding(1, {
        state: 'waiting',
        attempt: 0,
        nextTryAt: new Date(start + 1_000).toISOString(),
        mayHaveReached: false,
        error: errors.unreached,
        checks: 0,
      }),
    );
    world.submitter.take(row);
    // Another process moved the row, such as a second station on a copied profile.
    world.put({
      ...row,
      state: { state: 'uncertain', attempt: 4, nextCheckAt: new Date(start + 9_000).toISOString(), error: errors.timeout, checks: 0 },
    });
    await world.pass(5);
    expect(world.recorded).toEqual([]);
    expect(world.sent).toEqual([]);
    world.smartcardOf.set(row.request.requestId, { smartcardId: exampleSmartcardId, cardId: row.cardId.text, atr: row.atr });
    await world.pass(5);
    expect(world.recorded).toEqual(['found']);
  });

  describe('when a listener throws', () => {
    const broken = (world: World): Submitter =>
      new Submitter({
        ...world.deps,
        onChange: () => {
          throw new Error('a listener threw');
        },
      });

    it('writes every step once, and continues to the outcome', async () => {
      const world = new World();
      const submitter = broken(world);
      const row = binding(1);
      expect(await submitter.begin(row)).toMatchObject({ outcome: 'written' });
      await world.pass(60);
      expect(world.recorded).toEqual(['intended and submitting', 'answered']);
      expect(world.faults).toHaveLength(2);
    });

    it('frees its lane: more bindings than lanes are processed in turn', async () => {
      const world = new World();
      const submitter = broken(world);
      for (const n of [1, 2, 3, 4, 5, 6, 7]) await submitter.begin(binding(n));
      await world.pass(60);
      expect(world.sent).toHaveLength(7);
      expect([...world.rows.values()].map(({ state }) => state.state)).toEqual(Array.from({ length: 7 }, () => 'bound'));
    });
  });

  it('frees lane and binding when a call or a journal read throws', async () => {
    const world = new World();
    let throws = 4;
    const { cm, journal } = world.deps;
    const mayThrow = <T>(value: T): T => {
      if (throws > 0) {
        throws -= 1;
        throw new Error('thrown');
      }
      return value;
    };
    const submitter = new Submitter({
      ...world.deps,
      cm: { ...cm, bind: async (call) => mayThrow(await cm.bind(call)), getRequest: async (id) => mayThrow(await cm.getRequest(id)) },
      journal: { ...journal, find: async (id) => mayThrow(await journal.find(id)) },
    });
    for (const n of [1, 2, 3]) await submitter.begin(binding(n));
    for (const n of [1, 2, 3])
      world.smartcardOf.set(binding(n).request.requestId, {
        smartcardId: guid(0x9000 + n),
        cardId: binding(n).cardId.text,
        atr: binding(n).atr,
      });
    await world.pass(120);
    expect([...world.rows.values()].map(({ state }) => state.state)).toEqual(['bound', 'bound', 'bound']);
    expect(world.sent).toHaveLength(3);
    expect(world.faults).toHaveLength(4);
    throws = 0;
    await Promise.all([4, 5].map((n) => submitter.begin(binding(n))));
    expect([4, 5].map((n) => world.state(binding(n))?.state)).toEqual(['submitting', 'submitting']);
  });

  it('allows no decision about a binding that is being written or sent', async () => {
    const world = new World();
    const row = binding(1);
    const begun = world.submitter.begin(row);
    const early = world.submitter.decide(row.bindingId, { event: 'withdrawn', reason: 'early' });
    await expect(world.submitter.begin(row)).rejects.toThrow('already being processed');
    expect(await early).toBeNull();
    await begun;
    await world.pass(1);
    expect(world.state(row)).toMatchObject({ state: 'bound' });
  });

  it('starts nothing more once stopped', async () => {
    const world = new World();
    const row = world.put(binding(1));
    world.submitter.stop();
    world.submitter.take(row);
    await world.pass(60);
    expect(world.sent).toEqual([]);
    expect(world.state(row)).toEqual({ state: 'intended' });
  });
});

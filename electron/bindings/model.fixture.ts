import { claims, type BindingState, type BindingView } from '../../shared/bindings.js';
import type { CmError } from '../../shared/errors.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { BindAnswer, BindCall, CmRequest, CmSmartcard } from '../cm/client.js';
import { copyJournal } from '../store/copy-journal.fixture.js';
import { JournalFile } from '../store/journal-file.js';
import { JournalError, type RecordOutcome, type Transition } from '../store/journal.js';
import { noAskContext, type AskClient } from './ask-server.js';
import { CHECK_HOLDS_MS } from './binding-queue.js';
import { binding, errors, exampleAtr, exampleRequest, guid } from './bindings.fixture.js';
import { ImpossibleEvent, next } from './machine.js';
import type { RetryPolicy } from './retry-policy.js';
import { Submitter } from './submitter.js';

/** The model's environment: manual clocks, a faulty server, and a desk that can be killed. */

const ANSWER_LIMIT_MS = 3_000;
export const policy: RetryPolicy = {
  firstPauseMs: 1_000,
  longestPauseMs: 8_000,
  unreachedPauseMs: 2_000,
  mostTries: 3,
  settleMs: 2_000,
  lateEffectMs: 6_000,
};
const START = Date.parse('2026-01-05T08:00:00.000Z');
const answered = { correlationId: null, message: '' };
const apiOff: CmError = { code: 'api-off', status: 404, ...answered };
const notFound: CmError = { code: 'not-found', status: 404, ...answered };
const gatewayTimeout: CmError = { code: 'server-error', status: 504, ...answered };

/** A monotonic clock with timers, and a wall clock that can be set. */
export class Clock {
  steadyMs = 0;
  wallMs = START;
  #timers: { readonly at: number; readonly work: () => void }[] = [];

  schedule(work: () => void, ms: number): () => void {
    const timer = { at: this.steadyMs + ms, work };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  async pass(seconds: number): Promise<void> {
    const end = this.steadyMs + seconds * 1_000;
    for (;;) {
      await flushMicrotasks(40);
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.splice(this.#timers.indexOf(due), 1);
      this.#goTo(due.at);
      due.work();
    }
    this.#goTo(end);
  }

  #goTo(steadyMs: number): void {
    const ms = Math.max(0, steadyMs - this.steadyMs);
    this.steadyMs += ms;
    this.wallMs += ms;
  }
}

export async function flushMicrotasks(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

/** What the server does with bind calls. */
export const serverModes = [
  'accept',
  'accept-204',
  'lose-before',
  'lose-after',
  'fail',
  'fail-after',
  'refuse',
  'refuse-after',
  'late',
  'slow',
  'gateway-late',
  'page',
  'page-after',
] as const;
export type ServerMode = (typeof serverModes)[number];
/** What it does with questions: answers, fails, sends a web page, or answers 404 in JSON like a switched-off API. */
export const askModes = ['answers', 'fails', 'page', 'off'] as const;
export type AskMode = (typeof askModes)[number];
export type Change = 'person' | 'template' | 'denied' | 'gone' | 'as before';

interface Effect {
  readonly cardId: string;
  readonly smartcardId: string;
  readonly request: CmRequest;
  /** When its call arrived. */
  readonly arrivedAt: number;
}

/** The model's server: records effects and detects violations. */
export class ModelServer {
  mood: ServerMode = 'accept';
  asking: AskMode = 'answers';
  online = true;
  /** Delay of a late effect, as a fraction of the maximum a station expects. */
  lateness = 0.5;
  readonly effects = new Map<string, Effect>();
  /** Calls with a pending effect. */
  pending = 0;
  readonly refusals = new Set<string>();
  readonly wrongs: string[] = [];
  readonly #changes = new Map<string, { readonly change: Change; readonly at: number }>();
  readonly #clock: Clock;
  #made = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  change(requestId: string, change: Change): void {
    this.#changes.set(requestId, { change, at: this.#clock.steadyMs });
  }

  isChanged(requestId: string): boolean {
    return (this.#changes.get(requestId)?.change ?? 'as before') !== 'as before';
  }

  async bind({ requestId, cardId }: BindCall): Promise<Result<BindAnswer, CmError>> {
    if (!this.online) return fail(errors.unreached);
    if (this.asking === 'page' || this.asking === 'off') return fail(apiOff);
    const { mood } = this;
    switch (mood) {
      case 'lose-before':
        return fail(errors.timeout);
      case 'fail':
        return fail(errors.server);
      case 'page':
        return fail(apiOff);
      case 'refuse':
        return this.#refuse(requestId);
      default:
    }
    const request = this.request(requestId);
    if (request?.status !== 3 || this.#hasCard(cardId, requestId)) return this.#refuse(requestId);
    if (this.effects.has(requestId)) {
      this.wrongs.push(`${requestId} was sent although it is bound`);
      return this.#refuse(requestId);
    }
    switch (mood) {
      case 'late':
        this.#later(request, cardId, policy.lateEffectMs * this.lateness);
        return fail(errors.broken);
      case 'gateway-late':
        this.#later(request, cardId, policy.lateEffectMs * this.lateness);
        return fail(gatewayTimeout);
      case 'slow':
        // Within a station's expectation even if it is killed right after the call.
        this.#later(request, cardId, ANSWER_LIMIT_MS + (policy.lateEffectMs - ANSWER_LIMIT_MS) * this.lateness);
        await new Promise<void>((resolve) => this.#clock.schedule(resolve, ANSWER_LIMIT_MS));
        return fail(errors.timeout);
      default:
    }
    const smartcardUri = `api/v1.0/smartcards/${this.#bindNow(request, cardId)}`;
    switch (mood) {
      case 'lose-after':
        return fail(errors.broken);
      case 'fail-after':
        return fail(errors.server);
      case 'page-after':
        return fail(apiOff);
      case 'refuse-after':
        return fail(errors.forbidden);
      case 'accept-204':
        return ok({ status: 204 });
      default:
        return ok({ status: 201, smartcardUri });
    }
  }

  getRequest(requestId: string): Result<CmRequest, CmError> {
    const trouble = this.#trouble();
    if (trouble !== null) return fail(trouble);
    const request = this.request(requestId);
    return request === null ? fail(notFound) : ok(request);
  }

  getSmartcard(smartcardId: string): Result<CmSmartcard, CmError> {
    const trouble = this.#trouble();
    if (trouble !== null) return fail(trouble);
    const found = [...this.effects.values()].find((effect) => effect.smartcardId === smartcardId);
    return found === undefined ? fail(notFound) : ok(smartcardOf(found));
  }

  findSmartcardByCardId(cardId: string): Result<CmSmartcard | null, CmError> {
    const trouble = this.#trouble();
    if (trouble !== null) return trouble.code === 'not-found' ? ok(null) : fail(trouble);
    const found = [...this.effects.values()].find((effect) => effect.cardId === cardId);
    return ok(found === undefined ? null : smartcardOf(found));
  }

  listProfileTemplates(): Result<readonly [], CmError> {
    const trouble = this.#trouble();
    if (trouble !== null) return fail(trouble.code === 'not-found' ? apiOff : trouble);
    return ok([]);
  }

  /** A request's present state; null if it is gone. */
  request(requestId: string): CmRequest | null {
    const change = this.#changes.get(requestId)?.change;
    if (change === 'gone') return null;
    return {
      ...{ requestId, type: 1, status: change === 'denied' ? 2 : 3 },
      targetUserId: change === 'person' ? guid(0x77) : exampleRequest.person.userId,
      profileTemplateId: change === 'template' ? guid(0x78) : exampleRequest.profileTemplate.profileTemplateId,
      newSmartcardId: this.effects.get(requestId)?.smartcardId ?? null,
      ...{ submittedAt: '2026-01-05T08:00:00.000Z', completedAt: null, priority: 0, comment: '', isSmartcard: true },
      ...{ oldSmartcardId: null, originatorUserId: null, isEnrollmentAgent: true, data: [] },
    };
  }

  /** Whether the station had enough time to learn of the request's change before the call. */
  wasChangedLongBefore({ request, arrivedAt }: Effect): boolean {
    const changed = this.#changes.get(request.requestId);
    return changed !== undefined && changed.at <= arrivedAt && arrivedAt - changed.at > CHECK_HOLDS_MS;
  }

  #trouble(): CmError | null {
    if (!this.online) return errors.unreached;
    switch (this.asking) {
      case 'answers':
        return null;
      case 'fails':
        return errors.server;
      case 'page':
        return apiOff;
      case 'off':
        return notFound;
    }
  }

  #refuse(requestId: string): Result<never, CmError> {
    this.refusals.add(requestId);
    return fail(errors.forbidden);
  }

  #hasCard(cardId: string, requestId: string): boolean {
    return [...this.effects.values()].some((effect) => effect.cardId === cardId && effect.request.requestId !== requestId);
  }

  #later(request: CmRequest, cardId: string, ms: number): void {
    const arrivedAt = this.#clock.steadyMs;
    this.pending += 1;
    this.#clock.schedule(() => {
      this.pending -= 1;
      if (this.effects.has(request.requestId)) this.wrongs.push(`${request.requestId} was sent again while a call for it was in progress`);
      else if (!this.#hasCard(cardId, request.requestId)) this.#bindNow(request, cardId, arrivedAt);
    }, ms);
  }

  #bindNow(request: CmRequest, cardId: string, arrivedAt = this.#clock.steadyMs): string {
    this.#made += 1;
    const smartcardId = guid(0x9000 + this.#made);
    this.effects.set(request.requestId, { cardId, smartcardId, request, arrivedAt });
    return smartcardId;
  }
}

function smartcardOf({ smartcardId, cardId, request }: Effect): CmSmartcard {
  return { smartcardId, cardId, atr: exampleAtr, status: 2, assignedUserId: request.targetUserId };
}

/** State of the journal's disk. `fails-after`: it writes but reports failure. */
export type Disk = 'good' | 'full' | 'fails-after';

/** A desk on a real journal file. */
export class ModelDesk {
  readonly clock = new Clock();
  readonly server = new ModelServer(this.clock);
  readonly confirmed = new Set<string>();
  readonly withdrawn = new Set<string>();
  readonly givenUp = new Set<string>();
  /** Bindings that persons asked to withdraw or give up, whether they got an answer or not. */
  readonly asked = new Set<string>();
  /** Requests whose binding is lost from the journal because an older copy was restored. */
  readonly lost = new Set<string>();
  /** Violations; each fails the property. */
  readonly troubles: unknown[] = [];
  disk: Disk = 'good';
  listenerThrows = false;
  isOffline = false;
  /** Whether an older copy of the journal exists to be restored. */
  hasCopy = false;
  readonly #first: string;
  #path: string;
  #copies = 0;
  #ids = 0;
  /** Counts the lives, so that work of a killed life has no effect. */
  #life = 0;
  readonly #killed = new Set<number>();
  #journal: JournalFile;
  #submitter: Submitter;

  constructor(path: string) {
    this.#first = path;
    this.#path = path;
    this.#journal = this.#open();
    this.#submitter = this.#start();
  }

  get journal(): JournalFile {
    return this.#journal;
  }

  /** Starts a binding like a confirmation and waits for none of its steps, so that the next command may interrupt it. */
  confirm(request: number, card: number, how: 'checked' | 'unchecked' = 'unchecked'): void {
    const made = { ...binding(request), bindingId: guid(0x100000 + (this.#ids += 1)), cardId: binding(card).cardId, approvedStatus: 3 };
    let state: BindingState = { state: 'intended' };
    if (how === 'checked') {
      const { requestId } = made.request;
      const seen = this.server.getRequest(requestId);
      const known = this.server.findSmartcardByCardId(made.cardId.text);
      if (!seen.ok && seen.error.code !== 'network') return;
      if (seen.ok && (this.server.isChanged(requestId) || seen.value.newSmartcardId !== null)) return;
      if (known.ok && known.value !== null) return;
      if (!seen.ok)
        state = {
          state: 'waiting',
          attempt: 0,
          nextTryAt: this.#now().toISOString(),
          mayHaveReached: false,
          error: errors.unreached,
          checks: 0,
        };
    }
    this.#submitter.begin({ ...made, state }).then(
      ({ outcome }) => {
        if (outcome === 'written') this.confirmed.add(made.bindingId);
      },
      (error: unknown) => {
        if (!isDiskError(error)) this.troubles.push(error);
      },
    );
  }

  /** A person decides about some binding, at any time, without waiting. */
  decide(index: number, what: 'withdraw' | 'retry' | 'give up'): Promise<void> {
    const rows = this.journal.newest(100);
    const row = rows[index % Math.max(1, rows.length)];
    if (row === undefined) return Promise.resolve();
    const { bindingId } = row;
    switch (what) {
      case 'withdraw':
        return this.#decided(bindingId, this.withdrawn, { event: 'withdrawn', reason: 'model' });
      case 'retry':
        return this.#decided(bindingId, new Set(), { event: 'retried' });
      case 'give up':
        // A person checks the portal first, and leaves no request with its card there.
        if (this.server.effects.get(row.request.requestId)?.cardId === row.cardId.text) return Promise.resolve();
        return this.#decided(bindingId, this.givenUp, { event: 'given-up', reason: 'model' });
    }
  }

  /** Something other than this desk's submitter changes the journal. */
  moveElsewhere(index: number): void {
    const rows = this.journal.newest(100);
    const row = rows[index % Math.max(1, rows.length)];
    if (row === undefined) return;
    const event = { event: 'withdrawn', reason: 'elsewhere' } as const;
    try {
      const state = next(row.state, event, { now: this.#now(), random: 0.5, policy, quietMs: 0 });
      const { outcome } = this.journal.record({ bindingId: row.bindingId, event: event.event, from: row.state, state });
      this.asked.add(row.bindingId);
      if (outcome === 'written') this.withdrawn.add(row.bindingId);
      else this.troubles.push(new Error('the stored state was not taken for the stored state'));
    } catch (error) {
      if (!(error instanceof ImpossibleEvent)) throw error;
    }
  }

  async retryAll(): Promise<void> {
    for (const { bindingId } of this.journal.unsettled()) await this.#decided(bindingId, new Set(), { event: 'retried' });
  }

  /** Kills this life after some turns of the event loop, and starts a new one. */
  async crash(after: number): Promise<void> {
    await flushMicrotasks(after);
    this.#die();
    this.#journal = this.#open();
    await this.#startAgain();
  }

  /** Reopens the station in the same process: running work of the last one still writes its steps. */
  async restart(after: number): Promise<void> {
    await flushMicrotasks(after);
    this.#submitter.stop();
    this.#life += 1;
    await this.#startAgain();
  }

  keepCopy(): void {
    copyJournal(this.#path, `${this.#first}.copy`);
    this.hasCopy = true;
  }

  /** Restores the copy, as after a disk failure: later, and marked as restored. */
  async restoreCopy(): Promise<void> {
    if (!this.hasCopy) return;
    this.#die();
    await this.clock.pass(60);
    // In its own folder, because the library keeps a closed file for a while.
    this.#copies += 1;
    this.#path = `${this.#first}.restored-${String(this.#copies)}`;
    copyJournal(`${this.#first}.copy`, this.#path);
    this.#journal = this.#open();
    for (const row of this.#journal.unsettled()) {
      if (row.state.state === 'attention') continue;
      const state = next(row.state, { event: 'restored' }, { now: this.#now(), random: 0.5, policy, quietMs: 0 });
      this.#journal.record({ bindingId: row.bindingId, event: 'restored', from: row.state, state });
    }
    const rows = this.#journal.newest(10_000);
    const is = (bindingId: string, state: BindingState['state']): boolean =>
      rows.some((row) => row.bindingId === bindingId && row.state.state === state);
    for (const bindingId of this.confirmed) if (!rows.some((row) => row.bindingId === bindingId)) this.confirmed.delete(bindingId);
    for (const bindingId of this.withdrawn) if (!is(bindingId, 'withdrawn')) this.withdrawn.delete(bindingId);
    for (const bindingId of this.givenUp) if (!is(bindingId, 'given-up')) this.givenUp.delete(bindingId);
    // The copy lacks later bindings, but may have an earlier, refused one of the same request.
    for (const requestId of this.server.effects.keys()) {
      if (!rows.some((row) => row.request.requestId === requestId && claims(row.state))) this.lost.add(requestId);
    }
    await this.#startAgain();
  }

  connectionIsUp(): void {
    this.isOffline = false;
    this.#submitter.connectionIsUp();
  }

  close(): void {
    this.#die();
  }

  /** Ends the process: this life, and running work of earlier ones in it. */
  #die(): void {
    for (let life = 0; life <= this.#life; life += 1) this.#killed.add(life);
    this.#life += 1;
    this.#journal.close();
  }

  readonly #now = (): Date => new Date(this.clock.wallMs);

  async #startAgain(): Promise<void> {
    this.#submitter = this.#start();
    await this.#submitter.resume();
    await flushMicrotasks(40);
  }

  async #decided(bindingId: string, into: Set<string>, event: Parameters<Submitter['decide']>[1]): Promise<void> {
    if (event.event !== 'retried') this.asked.add(bindingId);
    const life = this.#life;
    const deciding = this.#submitter.decide(bindingId, event).then(
      (moved) => {
        if (moved !== null && life === this.#life) into.add(bindingId);
      },
      (error: unknown) => {
        // A closed station drops what it could not write.
        if (life === this.#life) this.troubles.push(error);
      },
    );
    // While the disk is full, decisions wait too.
    await Promise.race([deciding, flushMicrotasks(60)]);
  }

  #open(): JournalFile {
    return new JournalFile({
      path: this.#path,
      key: null,
      context: { operator: 'model', station: 'MODEL' },
      now: this.#now,
      monotonicMs: () => 0,
    });
  }

  #start(): Submitter {
    const life = this.#life;
    const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
    /** Steps of a killed life hang forever, like those of a dead process. */
    const alive = async <T>(work: () => T | Promise<T>): Promise<T> => {
      await Promise.resolve();
      if (this.#killed.has(life)) return never<T>();
      const result = await work();
      await Promise.resolve();
      return this.#killed.has(life) ? never<T>() : result;
    };
    const written = <T>(write: () => T): Promise<T> =>
      alive(() => {
        if (this.disk === 'full') throw new JournalError('unusable', DISK_ERROR);
        const value = write();
        if (this.disk === 'fails-after') throw new JournalError('unusable', DISK_ERROR);
        return value;
      });
    const { server, clock } = this;
    const cm: AskClient = {
      getRequest: (requestId) => alive(() => server.getRequest(requestId)),
      getSmartcard: (smartcardId) => alive(() => server.getSmartcard(smartcardId)),
      findSmartcardByCardId: (cardId) => alive(() => server.findSmartcardByCardId(cardId)),
      listProfileTemplates: () => alive(() => server.listProfileTemplates()),
    };
    return new Submitter({
      askContext: () => noAskContext,
      journal: {
        intend: (row: BindingView, approval, first, reuses) => written(() => this.journal.intend(row, approval, first, reuses)),
        record: (transition: Transition): Promise<RecordOutcome> => written(() => this.journal.record(transition)),
        unsettled: () => alive(() => this.journal.unsettled()),
        find: (bindingId) => alive(() => this.journal.find(bindingId)),
      },
      cm: { ...cm, bind: (call) => alive(() => server.bind(call)) },
      policy,
      now: this.#now,
      monotonicMs: () => clock.steadyMs,
      random: () => 0.5,
      schedule: (work, ms) =>
        clock.schedule(() => {
          if (!this.#killed.has(life)) work();
        }, ms),
      isOffline: () => this.isOffline,
      parallel: 2,
      parallelAsking: 2,
      onChange: () => {
        if (this.listenerThrows) throw new Error(THROWN);
      },
      onJournalTrouble: (_row, error) => {
        if (!isDiskError(error)) this.troubles.push(error);
      },
      onFault: (_bindingId, error) => {
        const isOld = life !== this.#life;
        if (!isOld && !(error instanceof Error && error.message === THROWN)) this.troubles.push(error);
      },
    });
  }
}

const THROWN = 'a listener threw';
const DISK_ERROR = 'The disk took nothing, or says so';

function isDiskError(error: unknown): boolean {
  return error instanceof JournalError && error.message === DISK_ERROR;
}

import { isDeepStrictEqual } from 'node:util';
import type { Approval } from '../../shared/approvals.js';
import { isClosed, type BindingState, type BindingView } from '../../shared/bindings.js';
import type { CmError } from '../../shared/errors.js';
import { JournalError, type IntendOutcome, type RecordOutcome } from '../store/journal.js';
import { askServer } from './ask-server.js';
import type { BindingEvent } from './binding-event.js';
import { BindingQueue, type Checked } from './binding-queue.js';
import { provesCallEnded } from './call-errors.js';
import { BindingLocks, type Release } from './binding-locks.js';
import { ImpossibleEvent, next } from './machine.js';
import type { SubmitterDeps } from './submitter-deps.js';

interface Moved {
  readonly isMoved: boolean;
  readonly wasTriedAgain: boolean;
  readonly binding: BindingView;
}

type Lane = 'sending' | 'asking';
type Decision = Extract<BindingEvent, { event: 'withdrawn' | 'retried' | 'given-up' }>;

/** For a call that was not sent, because journaling it took too long. */
const heldBackError: CmError = {
  code: 'network',
  layer: 'tcp',
  reached: false,
  detail: 'The journal could not be written in time, so nothing was sent',
};

/** Pause between retries of a failed journal read or write, ms. */
const JOURNAL_PAUSE_MS = 2_000;

/**
 * Takes bindings from intent to outcome. Each step is journaled before it is acted on, so that after a crash the next start
 * knows what may have happened and asks the server before it sends anything again.
 * The journal is authoritative. Bindings held here are a cache: the journal refuses a step decided from an outdated copy, and
 * work continues from the stored row.
 */
export class Submitter {
  readonly #deps: SubmitterDeps;
  readonly #queue: BindingQueue;
  readonly #holds = new BindingLocks();
  readonly #busy = { sending: 0, asking: 0 };
  /** When a binding's call last ended unanswered; monotonic, known to this process only. */
  readonly #unansweredAt = new Map<string, number>();
  /** Calls before this time are unknown to this process. */
  readonly #startedAt: number;
  #stopped = false;

  constructor(deps: SubmitterDeps) {
    this.#deps = deps;
    this.#startedAt = deps.monotonicMs();
    this.#queue = new BindingQueue({
      ...deps,
      longestPauseMs: deps.policy.longestPauseMs,
      onDue: () => {
        this.#pump();
      },
    });
  }

  /** Resumes every unfinished binding of the previous process. @throws JournalError if the journal cannot be read */
  async resume(): Promise<void> {
    for (const binding of await this.#deps.journal.unsettled()) this.#takeUp(binding);
  }

  /**
   * Journals a confirmed binding and sends it when a route is free. If one is free now, the send is journaled in the same write,
   * so that the disk is waited for once; nothing is sent before both are on disk.
   * @throws JournalError if nothing was written; nothing is sent then
   */
  async begin(binding: BindingView, approval?: Approval, reuses?: string): Promise<IntendOutcome> {
    const { bindingId } = binding;
    // Locked before it is written: no decision can reach it until it is queued or answered.
    const release = this.#holds.acquire(bindingId);
    if (release === null) throw new Error(`Binding ${bindingId} is already being processed`);
    const goesNow = binding.state.state === 'intended' && !this.#stopped && this.#busy.sending < this.#deps.parallel;
    if (goesNow) this.#busy.sending += 1;
    const lane = goesNow ? 'sending' : null;
    let written: IntendOutcome | null = null;
    try {
      const step = { event: 'submitting' } as const;
      const first = goesNow ? { bindingId, event: step.event, from: binding.state, state: this.#next(binding, step) } : undefined;
      written = await this.#deps.journal.intend(binding, approval, first, reuses);
    } finally {
      if (written?.outcome !== 'written') this.#giveBack(release, lane);
      // A failing disk may still have written it.
      if (written === null) this.#readAgain(bindingId);
    }
    if (written.outcome !== 'written') return written;
    const begun = written.binding;
    this.#work(bindingId, release, lane, async () => {
      this.#tell(begun);
      if (goesNow) this.take(await this.#call(begun));
      else if (this.#stopped) return;
      else if (begun.state.state === 'intended') this.#queue.putToSend({ binding: begun, at: this.#deps.monotonicMs() }, 'confirmed');
      else this.take(begun);
    });
    return written;
  }

  /** Takes on a journaled binding, now or when it is due. */
  take(binding: BindingView): void {
    if (this.#stopped) return;
    // Stored meanwhile by a station that is stopping, and not being sent by this one: its call counts as interrupted.
    if (binding.state.state === 'submitting') this.#readAgain(binding.bindingId);
    else this.#queue.put(binding);
    this.#pump();
  }

  /** The connection is back: sends what was held. */
  connectionIsUp(): void {
    this.#queue.connectionIsUp();
    this.#pump();
  }

  /**
   * Applies a person's decision.
   * @param approval the second person's approval, journaled before the decision
   * @returns the binding's current state; null if the decision came too late
   * @throws JournalError if the binding cannot be read
   */
  async decide(bindingId: string, event: Decision, approval?: Approval): Promise<BindingView | null> {
    // A binding that is being sent is about to change without a decision.
    const release = this.#holds.acquire(bindingId);
    if (release === null) return null;
    try {
      const binding = await this.#deps.journal.find(bindingId);
      if (binding === null || !this.#fits(binding, event)) return null;
      const { isMoved, binding: after } = await this.#move(binding, event, approval);
      this.take(after);
      return isMoved ? after : null;
    } finally {
      this.#giveBack(release, null);
    }
  }

  /** Starts no further work. Unfinished bindings are left to the journal and the next start. */
  stop(): void {
    this.#stopped = true;
    this.#queue.clear();
  }

  /** Whether no binding is being sent or checked. */
  get isIdle(): boolean {
    return this.#busy.sending === 0 && this.#busy.asking === 0;
  }

  /**
   * Sends what is ready and checks what is due, in separate lanes so that neither waits for the other. Checks no more than can be
   * sent soon.
   */
  #pump(): void {
    const { parallel, parallelAsking } = this.#deps;
    const isFree = (bindingId: string): boolean => !this.#holds.has(bindingId);
    while (!this.#stopped && this.#busy.sending < parallel) {
      const checked = this.#queue.takeToSend(isFree);
      if (checked === undefined) break;
      this.#start(checked.binding, 'sending', () => this.#submit(checked));
    }
    while (!this.#stopped && this.#busy.asking < parallelAsking && this.#busy.asking + this.#queue.askedCount < parallel + parallelAsking) {
      const binding = this.#queue.takeToAsk(isFree);
      if (binding === undefined) break;
      this.#start(binding, 'asking', () => this.#ask(binding));
    }
  }

  /** Resumes a journaled binding. If its call was interrupted, it is unconfirmed from now on. */
  #takeUp(binding: BindingView): void {
    if (binding.state.state !== 'submitting') this.take(binding);
    else
      this.#start(binding, null, async () => {
        this.take((await this.#move(binding, { event: 'interrupted' })).binding);
      });
  }

  /** Starts work on an unlocked binding, in a lane if needed. */
  #start({ bindingId }: BindingView, lane: Lane | null, work: () => Promise<void>): void {
    const release = this.#holds.acquire(bindingId);
    if (release === null) return;
    if (lane !== null) this.#busy[lane] += 1;
    this.#work(bindingId, release, lane, work);
  }

  /** Works on a locked binding and always releases lock and lane. The next step is planned before the lock is released. */
  #work(bindingId: string, release: Release, lane: Lane | null, work: () => Promise<void>): void {
    work()
      .catch((error: unknown) => {
        if (this.#stopped) return;
        this.#readAgain(bindingId);
        this.#deps.onFault(bindingId, error);
      })
      .finally(() => {
        this.#giveBack(release, lane);
      })
      .catch((error: unknown) => {
        this.#deps.onFault(bindingId, error);
      });
  }

  #giveBack(release: Release, lane: Lane | null): void {
    release();
    if (lane !== null) this.#busy[lane] -= 1;
    this.#pump();
  }

  /** After an error the cached copy cannot be trusted: continues from the journal. */
  #readAgain(bindingId: string): void {
    const read = async (): Promise<void> => {
      if (this.#stopped) return;
      const binding = await this.#deps.journal.find(bindingId);
      if (binding !== null && !this.#holds.has(bindingId)) this.#takeUp(binding);
    };
    this.#deps.schedule(() => {
      read().catch((error: unknown) => {
        if (this.#stopped) return;
        this.#readAgain(bindingId);
        this.#deps.onFault(bindingId, error);
      });
    }, JOURNAL_PAUSE_MS);
  }

  #fits(binding: BindingView, event: BindingEvent): boolean {
    try {
      this.#next(binding, event);
      return true;
    } catch (error) {
      if (error instanceof ImpossibleEvent) return false;
      throw error;
    }
  }

  #next({ bindingId, state }: BindingView, event: BindingEvent): BindingState {
    const { now, monotonicMs, random, policy } = this.#deps;
    const quietMs = monotonicMs() - (this.#unansweredAt.get(bindingId) ?? this.#startedAt);
    return next(state, event, { now: now(), random: random(), policy, quietMs });
  }

  /** Asks the server about a binding. */
  async #ask(binding: BindingView): Promise<void> {
    const verdict = await askServer(this.#deps.cm, binding, this.#deps.askContext());
    // Read before the write, because a full disk may delay the write for a long time.
    const at = this.#deps.monotonicMs();
    const { isMoved, binding: after } = await this.#move(binding, verdict);
    const mayGo = isMoved && verdict.event === 'not-found' && (after.state.state === 'waiting' || after.state.state === 'intended');
    if (mayGo && !this.#stopped) this.#queue.putToSend({ binding: after, at }, 'asked');
    else this.take(after);
  }

  async #submit(checked: Checked): Promise<void> {
    const { binding } = checked;
    // The check may have expired in the queue; then the server is asked again.
    const step = { event: 'submitting' } as const;
    const { isMoved, binding: after } = this.#fits(binding, step) ? await this.#move(binding, step) : { isMoved: false, binding };
    if (!isMoved) this.take(after);
    // The request may have changed while the disk was slow: sends nothing and asks the server again.
    else if (!this.#queue.isCurrent(checked)) this.take((await this.#move(after, { event: 'failed', error: heldBackError })).binding);
    else this.take(await this.#call(after));
  }

  /** Sends a binding whose send is journaled, then journals the answer. */
  async #call(submitting: BindingView): Promise<BindingView> {
    if (this.#stopped) return submitting;
    const { bindingId, request, cardId, atr } = submitting;
    const answer = await this.#deps.cm.bind({ requestId: request.requestId, cardId: cardId.text, atr });
    const { isMoved, wasTriedAgain, binding } = await this.#move(
      submitting,
      answer.ok
        ? {
            event: 'answered',
            status: answer.value.status,
            smartcardUri: answer.value.status === 201 ? answer.value.smartcardUri : null,
          }
        : { event: 'failed', error: answer.error },
    );
    // A write that seemed to fail may have succeeded, and the binding may have moved on since.
    if (!isMoved && !wasTriedAgain)
      this.#deps.onFault(bindingId, new Error(`The binding was already ${binding.state.state} when the answer arrived`));
    return binding;
  }

  /**
   * Journals one step of a binding. If the disk fails, keeps the step and retries until it is written.
   * @returns the stored binding, whether this step moved it there, and whether the write was retried
   */
  async #move(binding: BindingView, event: BindingEvent, approval?: Approval): Promise<Moved> {
    const step = { bindingId: binding.bindingId, event: event.event, from: binding.state, state: this.#next(binding, event), approval };
    for (let wasTriedAgain = false; ; wasTriedAgain = true) {
      let recorded: RecordOutcome;
      try {
        recorded = await this.#deps.journal.record(step);
      } catch (error) {
        if (!(error instanceof JournalError) || this.#stopped) throw error;
        this.#deps.onJournalTrouble(binding, error);
        await new Promise<void>((resolve) => {
          this.#deps.schedule(resolve, JOURNAL_PAUSE_MS);
        });
        continue;
      }
      // A failing disk may still have written the step; the retry then finds it done.
      const isMoved = recorded.outcome === 'written' || isDeepStrictEqual(recorded.binding.state, step.state);
      if (isMoved) {
        this.#remember(recorded.binding, event);
        this.#tell(recorded.binding);
      }
      return { isMoved, wasTriedAgain, binding: recorded.binding };
    }
  }

  /** Records, by the monotonic clock, when a call ended unanswered. */
  #remember({ bindingId, state }: BindingView, event: BindingEvent): void {
    if (event.event === 'interrupted' || (event.event === 'failed' && !provesCallEnded(event.error)))
      this.#unansweredAt.set(bindingId, this.#deps.monotonicMs());
    if (isClosed(state)) this.#unansweredAt.delete(bindingId);
  }

  /** Reports a journaled change. A listener that throws does not affect it. */
  #tell(binding: BindingView): void {
    try {
      this.#deps.onChange(binding);
    } catch (error) {
      this.#deps.onFault(binding.bindingId, error);
    }
  }
}

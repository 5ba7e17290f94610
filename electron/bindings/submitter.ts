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

/** Of a call that did not leave, because the journal took too long to write that it would. */
const heldBackError: CmError = {
  code: 'network',
  layer: 'tcp',
  reached: false,
  detail: 'The journal could not be written in time, so nothing was sent',
};

/** Pause between attempts to write to, or read from, a journal that refused, ms. */
const JOURNAL_PAUSE_MS = 2_000;

/**
 * Takes bindings from intent to outcome. Every step is in the journal before it is acted on, so that whatever ends
 * the process, the next start knows what may have happened and asks the server before it sends anything again.
 *
 * The journal is the authority on where a binding stands. What is kept here is a cache: a step that was decided from
 * an old copy is refused by the journal, and work goes on from the stored row.
 */
export class Submitter {
  readonly #deps: SubmitterDeps;
  readonly #queue: BindingQueue;
  readonly #holds = new BindingLocks();
  readonly #busy = { sending: 0, asking: 0 };
  /** When a call of a binding last ended without an answer, by the clock that never jumps; of this process alone. */
  readonly #unansweredAt = new Map<string, number>();
  /** From here on this process knows what it does. */
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

  /** Takes up every binding the last run left unfinished. @throws JournalError when the journal cannot be read */
  async resume(): Promise<void> {
    for (const binding of await this.#deps.journal.unsettled()) this.#takeUp(binding);
  }

  /**
   * Writes a binding that was just confirmed, and sends it as soon as there is a way. Where there is one now, that it is
   * sent is written with it: both wait for the disk once, and nothing leaves before both are on it.
   *
   * @throws JournalError when nothing was written; then nothing is sent
   */
  async begin(binding: BindingView, approval?: Approval, reuses?: string): Promise<IntendOutcome> {
    const { bindingId } = binding;
    // Held from before it is written: nobody can decide about it until it is in its line, or its answer is there.
    const release = this.#holds.acquire(bindingId);
    if (release === null) throw new Error(`Binding ${bindingId} is being worked on already`);
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
      // A disk that fails may have written it all the same.
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

  /** Takes on a binding as the journal has it, at once or when its time comes. */
  take(binding: BindingView): void {
    if (this.#stopped) return;
    this.#queue.put(binding);
    this.#pump();
  }

  /** The server answers again: what waits for it goes now. */
  lineIsUp(): void {
    this.#queue.lineIsUp();
    this.#pump();
  }

  /**
   * Moves a binding by a person's decision.
   *
   * @param approval a second person's, to be journalled before it
   * @returns the binding as it is now, or null when the decision came too late for it
   * @throws JournalError when there is no such binding to be read
   */
  async decide(bindingId: string, event: Decision, approval?: Approval): Promise<BindingView | null> {
    // A binding that is on its way decides for itself: its state is about to change.
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

  /** Starts nothing more. What is under way is left to the journal and the next start. */
  stop(): void {
    this.#stopped = true;
    this.#queue.clear();
  }

  /** Whether no binding is being sent, and the server is asked about none. */
  get isIdle(): boolean {
    return this.#busy.sending === 0 && this.#busy.asking === 0;
  }

  /**
   * Sends what is ready and asks about what is due, each in lanes of its own, so that neither waits for the other. No more is
   * asked about than can be sent soon.
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

  /** Takes a binding up from the journal; one whose call was cut short is uncertain from now on. */
  #takeUp(binding: BindingView): void {
    if (binding.state.state !== 'submitting') this.take(binding);
    else
      this.#start(binding, null, async () => {
        this.take((await this.#move(binding, { event: 'interrupted' })).binding);
      });
  }

  /** Starts work on a free binding, in a lane where it needs one. */
  #start({ bindingId }: BindingView, lane: Lane | null, work: () => Promise<void>): void {
    const release = this.#holds.acquire(bindingId);
    if (release === null) return;
    if (lane !== null) this.#busy[lane] += 1;
    this.#work(bindingId, release, lane, work);
  }

  /** Works on a held binding, and gives hold and lane back however it ends. What follows is planned before the hold is given back. */
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

  /** After a fault nothing that is known here counts: the binding is read from the journal, and goes on from there. */
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
    // From here on: a full disk may take what the server said only much later.
    const at = this.#deps.monotonicMs();
    const { isMoved, binding: after } = await this.#move(binding, verdict);
    const mayGo = isMoved && verdict.event === 'not-found' && (after.state.state === 'waiting' || after.state.state === 'intended');
    if (mayGo && !this.#stopped) this.#queue.putToSend({ binding: after, at }, 'asked');
    else this.take(after);
  }

  async #submit(checked: Checked): Promise<void> {
    const { binding } = checked;
    // Its time may have changed since it was put in line; then it is asked about again.
    const step = { event: 'submitting' } as const;
    const { isMoved, binding: after } = this.#fits(binding, step) ? await this.#move(binding, step) : { isMoved: false, binding };
    if (!isMoved) this.take(after);
    // Until the disk took it the request may have become another one: nothing leaves, and the server is asked again.
    else if (!this.#queue.isCurrent(checked)) this.take((await this.#move(after, { event: 'failed', error: heldBackError })).binding);
    else this.take(await this.#call(after));
  }

  /** Sends a binding whose sending is in the journal, and journals the answer. */
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
    // What the disk wrote and said it had not may have been moved on since.
    if (!isMoved && !wasTriedAgain) this.#deps.onFault(bindingId, new Error(`The answer found the binding ${binding.state.state}`));
    return binding;
  }

  /**
   * Journals one step of a binding. What the disk refuses is kept here and tried until it is written.
   *
   * @returns the binding as it is stored now, whether this step is what moved it there, and whether it was tried more than once
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
      // A disk that failed may have written the step all the same; then the next try finds it done.
      const isMoved = recorded.outcome === 'written' || isDeepStrictEqual(recorded.binding.state, step.state);
      if (isMoved) {
        this.#remember(recorded.binding, event);
        this.#tell(recorded.binding);
      }
      return { isMoved, wasTriedAgain, binding: recorded.binding };
    }
  }

  /** Notes by the clock that never jumps when a call ended without an answer. */
  #remember({ bindingId, state }: BindingView, event: BindingEvent): void {
    if (event.event === 'interrupted' || (event.event === 'failed' && !provesCallEnded(event.error)))
      this.#unansweredAt.set(bindingId, this.#deps.monotonicMs());
    if (isClosed(state)) this.#unansweredAt.delete(bindingId);
  }

  /** Tells of a change that is in the journal. A listener that throws changes nothing about it. */
  #tell(binding: BindingView): void {
    try {
      this.#deps.onChange(binding);
    } catch (error) {
      this.#deps.onFault(binding.bindingId, error);
    }
  }
}

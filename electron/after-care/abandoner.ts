import { isDeepStrictEqual } from 'node:util';
import { mayBeAbandoned, type Abandon } from '../../shared/abandon.js';
import type { Approval } from '../../shared/approvals.js';
import type { BindingView } from '../../shared/bindings.js';
import type { CmError, StationError } from '../../shared/errors.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { BindingLocks, type Release } from '../bindings/binding-locks.js';
import type { CmClient } from '../cm/client.js';
import type { Log } from '../core/log.js';
import { JournalError, type AbandonStep, type Journal } from '../store/journal.js';
import { nextAbandon, type AbandonEvent, type RequestStanding } from './abandon-machine.js';
import { COMPLETED, EndedStatuses } from './ended-statuses.js';
import { lookAtRequest, type BudgetedAsk, type LookDeps, type LookResult } from './look-at-request.js';

/** When the server is asked about an unanswered call; all in ms. */
export interface AbandonPace {
  /** Time from a lost answer to the first question; most calls have taken effect by then. */
  readonly settleMs: number;
  /** Longest pause between questions; pauses start at `settleMs` and double. */
  readonly longestPauseMs: number;
  /** How long after a lost answer the call may still take effect. */
  readonly lateEffectMs: number;
}

export interface AbandonerDeps {
  readonly journal: Pick<Journal, 'find' | 'recordAbandon' | 'abandoning' | 'careMemory'>;
  readonly cm: LookDeps['cm'] & Pick<CmClient, 'abandonRequest'>;
  readonly stageOf: LookDeps['stageOf'];
  readonly pace: AbandonPace;
  readonly now: () => Date;
  /** Monotonic clock, ms. */
  readonly monotonicMs: () => number;
  /** Runs work after a delay in ms; returns a function that cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  readonly log: Log;
  /** Called for each journaled step. */
  readonly onChanged: (binding: BindingView) => void;
  readonly onJournalTrouble: (error: JournalError) => void;
}

/** Pause between retries of a failed journal read or write, ms. */
const JOURNAL_PAUSE_MS = 2_000;

/**
 * Abandons requests at the server, each once and at a person's request. The call is journaled before it is sent. If no answer
 * gives the outcome, the server is asked until it is known, across restarts. Nothing is resent automatically.
 */
export class Abandoner {
  readonly #deps: AbandonerDeps;
  readonly #holds = new BindingLocks();
  readonly #stop = new AbortController();
  #endedStatuses: EndedStatuses | null = null;
  /** Functions that end the current pauses. */
  readonly #wakes = new Set<() => void>();

  constructor(deps: AbandonerDeps) {
    this.#deps = deps;
  }

  /** Resumes the unfinished work of the previous process. @throws JournalError if the journal cannot be read */
  async resume(): Promise<void> {
    for (const { bindingId } of await this.#deps.journal.abandoning()) this.#takeUp(bindingId);
  }

  /**
   * Abandons the request of a binding unless the server has it changed: asks, journals, and sends.
   * @param barred called last; returns why the signed-in person may not do it, or null
   * @returns once it is journaled; the outcome is reported later
   */
  async begin(
    bindingId: string,
    reason: string,
    approval: Approval,
    barred: () => StationError | null,
  ): Promise<Result<Record<string, never>>> {
    const movedOn = fail<StationError>({ code: 'binding-moved-on', bindingId });
    const release = this.#holds.acquire(bindingId);
    if (release === null) return movedOn;
    let isSent = false;
    try {
      const binding = await this.#deps.journal.find(bindingId);
      if (binding === null || !mayBeAbandoned(binding)) return movedOn;
      const seen = await this.#look(binding);
      if (seen === null) return movedOn;
      if (!seen.ok) return fail({ code: 'line-down', error: seen.error });
      const why = this.#objection(binding, seen.value) ?? barred();
      if (why !== null) return fail(why);
      const sending = this.#next(binding, { event: 'asked', reason });
      if (sending === null || this.#isStopped()) return movedOn;
      const begun = await this.#written({ bindingId, from: binding.abandon ?? null, abandon: sending, approval });
      if (begun === null) return movedOn;
      isSent = true;
      this.#work(bindingId, release, () => this.#send(begun));
      return ok({});
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      // A failing disk may still have written it.
      this.#takeUpLater(bindingId);
      return fail({ code: 'journal-failed', detail: error.message.slice(0, 2000) });
    } finally {
      if (!isSent) release();
    }
  }

  /** Starts no further work. A call in progress is left to the journal and the next start. */
  stop(): void {
    this.#stop.abort();
    for (const wake of this.#wakes) wake();
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #send(begun: BindingView): Promise<void> {
    if (this.#isStopped()) return;
    const answer = await this.#deps.cm.abandonRequest(begun.request.requestId);
    const event: AbandonEvent = answer.ok
      ? { event: 'accepted', status: this.#overBy(begun, answer.value.status) }
      : { event: 'failed', error: answer.error };
    const after = await this.#move(begun, event);
    if (after !== null) await this.#settle(after);
  }

  /** Returns the status if it is known to mean ended and not executed; null otherwise. */
  #overBy(binding: BindingView, status: number | null): number | null {
    return status === null || status === COMPLETED || this.#isOpen(binding, status) ? null : status;
  }

  #isOpen({ approvedStatus }: BindingView, status: number): boolean {
    return status === approvedStatus || this.#deps.stageOf(status) !== null;
  }

  /** Asks the server about an unconfirmed abandoning until its outcome is known. */
  async #settle(binding: BindingView): Promise<void> {
    const { pace, monotonicMs, log } = this.#deps;
    if (binding.abandon?.state !== 'unconfirmed') return;
    const sinceMs = monotonicMs();
    let pauseMs = binding.abandon.isOver ? 0 : pace.settleMs;
    for (;;) {
      await this.#pause(pauseMs);
      if (this.#isStopped()) return;
      const quietMs = monotonicMs() - sinceMs;
      const seen = await this.#look(binding);
      if (seen === null || this.#isStopped()) return;
      if (seen.ok) {
        const event = { event: 'looked', at: this.#standing(binding, seen.value) } as const;
        if (this.#next(binding, event, quietMs) !== null) {
          await this.#move(binding, event, quietMs);
          return;
        }
      } else {
        log.warn('the server could not be asked whether the request was abandoned', {
          bindingId: binding.bindingId,
          code: seen.error.code,
        });
      }
      pauseMs = Math.min(pace.longestPauseMs, Math.max(pace.settleMs, 2 * pauseMs));
    }
  }

  async #look(binding: BindingView): Promise<Result<LookResult, CmError> | null> {
    const { cm, stageOf, now, journal } = this.#deps;
    this.#endedStatuses ??= new EndedStatuses((await journal.careMemory()).ended);
    const ask: BudgetedAsk = (call) => call(this.#stop.signal);
    return lookAtRequest({ cm, ask, endedStatuses: this.#endedStatuses, stageOf, now }, binding);
  }

  #standing(binding: BindingView, seen: LookResult): RequestStanding {
    if (seen.seen === 'gone') return { standing: 'gone' };
    const { status, ended } = seen;
    if (ended === null) return { standing: this.#isOpen(binding, status) ? 'open' : 'unclear', status };
    return ended === 'executed' ? { standing: 'executed', status } : { standing: 'ended', word: ended, status };
  }

  /** Returns why the server must not be asked to abandon a request in this state; null if it may be. */
  #objection(binding: BindingView, seen: LookResult): StationError | null {
    const { standing } = this.#standing(binding, seen);
    if (standing !== 'open') return { code: 'abandon-refused', reason: standing };
    return seen.seen === 'request' && seen.difference !== null ? { code: 'abandon-refused', reason: 'changed' } : null;
  }

  #next({ abandon }: BindingView, event: AbandonEvent, quietMs = 0): Abandon | null {
    const { now, pace } = this.#deps;
    return nextAbandon(abandon ?? null, event, { now: now(), quietMs, lateEffectMs: pace.lateEffectMs });
  }

  /**
   * Journals one step. If the disk fails, keeps the step and retries until it is written.
   * @returns the updated binding; null if the journal stores something else or the station stops
   */
  async #move(binding: BindingView, event: AbandonEvent, quietMs = 0): Promise<BindingView | null> {
    const abandon = this.#next(binding, event, quietMs);
    if (abandon === null) return null;
    const { bindingId } = binding;
    while (!this.#isStopped()) {
      try {
        return await this.#written({ bindingId, from: binding.abandon ?? null, abandon });
      } catch (error) {
        if (!(error instanceof JournalError)) throw error;
        if (!this.#isStopped()) this.#deps.onJournalTrouble(error);
        await this.#pause(JOURNAL_PAUSE_MS);
      }
    }
    return null;
  }

  /** Writes and reports a step. @returns null if the journal stores something else @throws JournalError */
  async #written(step: AbandonStep): Promise<BindingView | null> {
    const { outcome, binding } = await this.#deps.journal.recordAbandon(step);
    const { bindingId, abandon } = step;
    // A failing disk may still have written the step; the retry then finds it done.
    if (outcome === 'moved-on' && !isDeepStrictEqual(binding.abandon, abandon)) return null;
    this.#deps.log.info('abandoning a request', { bindingId, state: abandon.state });
    this.#deps.onChanged(binding);
    return binding;
  }

  /** Continues an unlocked binding from its stored state. */
  #takeUp(bindingId: string): void {
    const release = this.#holds.acquire(bindingId);
    if (release === null) return;
    this.#work(bindingId, release, async () => {
      const binding = await this.#deps.journal.find(bindingId);
      if (binding === null) return;
      const after = binding.abandon?.state === 'sending' ? await this.#move(binding, { event: 'interrupted' }) : binding;
      if (after !== null) await this.#settle(after);
    });
  }

  #takeUpLater(bindingId: string): void {
    void this.#pause(JOURNAL_PAUSE_MS).then(() => {
      if (!this.#isStopped()) this.#takeUp(bindingId);
    });
  }

  /** Works on a locked binding and always releases the lock. After an error, continues from the journal. */
  #work(bindingId: string, release: Release, work: () => Promise<void>): void {
    work()
      .catch((error: unknown) => {
        if (this.#isStopped()) return;
        // Texts of other errors may contain personal data.
        const detail = error instanceof JournalError ? error.message : error instanceof Error ? error.name : 'unknown';
        this.#deps.log.error('abandoning a request failed; continuing from the journal', { bindingId, detail });
        this.#takeUpLater(bindingId);
      })
      .finally(release);
  }

  /** Waits `ms`, or until stopped. */
  async #pause(ms: number): Promise<void> {
    if (ms === 0 || this.#isStopped()) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        cancel();
        this.#wakes.delete(wake);
        resolve();
      };
      const cancel = this.#deps.schedule(wake, ms);
      this.#wakes.add(wake);
    });
  }
}

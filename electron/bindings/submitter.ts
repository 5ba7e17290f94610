import { assertNever } from '../../shared/assert-never.js';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import type { CmClient } from '../cm/client.js';
import type { Journal } from '../store/journal.js';
import { askServer } from './ask.js';
import { ImpossibleEvent, next, type BindingEvent, type RetryPolicy } from './machine.js';

export interface SubmitterOptions {
  readonly journal: Pick<Journal, 'record' | 'unsettled' | 'find'>;
  readonly cm: Pick<CmClient, 'bind' | 'getRequest' | 'getSmartcard' | 'findSmartcardByCardId'>;
  readonly policy: RetryPolicy;
  readonly now: () => Date;
  readonly random: () => number;
  /** Runs work after a pause in ms; gives back what cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  /** Whether it is known that nothing gets through to the server: what waits for it is then left alone. */
  readonly isLineDown: () => boolean;
  /** How many bindings may be on their way at once. */
  readonly parallel: number;
  readonly onChange: (binding: BindingView) => void;
  /** A journal that cannot be written: the binding is kept in memory and the writing is tried again. */
  readonly onJournalTrouble: (binding: BindingView, error: unknown) => void;
}

/** Pause between tries to write an answer that the disk would not take, ms. */
const JOURNAL_PAUSE_MS = 2_000;

/**
 * Takes bindings from intent to outcome. Every step is in the journal before it is acted on, so that whatever ends
 * the process, the next start knows what may have happened and asks the server before it sends anything again.
 */
export class Submitter {
  readonly #options: SubmitterOptions;
  readonly #queue: BindingView[] = [];
  /** Bindings whose time has come while the line was down. A day without a network must not fill the journal with vain tries. */
  readonly #held: BindingView[] = [];
  /** Bindings that wait for their time, by id, with what cancels the waiting. */
  readonly #timers = new Map<string, { readonly binding: BindingView; readonly cancel: () => void }>();
  /** Bindings somebody is moving right now. */
  readonly #underWay = new Set<string>();
  #running = 0;
  #stopped = false;

  constructor(options: SubmitterOptions) {
    this.#options = options;
  }

  /** Takes up every binding the last run left unfinished. @throws JournalError */
  async resume(): Promise<void> {
    for (const binding of await this.#options.journal.unsettled()) {
      this.take(binding.state.state === 'submitting' ? await this.#move(binding, { event: 'interrupted' }) : binding);
    }
  }

  /** Takes on a binding, at once or when its time comes. */
  take(binding: BindingView): void {
    if (this.#stopped) return;
    const dueAt = dueTime(binding);
    if (dueAt === null) return;
    // A wall clock that jumped back must not put a binding off for as long as it jumped.
    const pause = Math.min(dueAt - this.#options.now().getTime(), this.#options.policy.longestPauseMs);
    if (pause <= 0) {
      this.#queue.push(binding);
      this.#pump();
      return;
    }
    const cancel = this.#options.schedule(() => {
      this.#timers.delete(binding.bindingId);
      this.#queue.push(binding);
      this.#pump();
    }, pause);
    this.#timers.set(binding.bindingId, { binding, cancel });
  }

  /** The server answers again: what waits for it goes now, oldest first. Uncertain bindings keep their time to settle. */
  lineIsUp(): void {
    this.#queue.push(...this.#held.splice(0));
    for (const [bindingId, { binding, cancel }] of this.#timers) {
      if (binding.state.state !== 'waiting') continue;
      cancel();
      this.#timers.delete(bindingId);
      this.#queue.push(binding);
    }
    this.#pump();
  }

  /**
   * Moves a binding by a person's decision.
   *
   * @returns the binding as it is now, or null when the decision came too late for it
   * @throws JournalError when there is no such binding to be read
   */
  async decide(bindingId: string, event: Extract<BindingEvent, { event: 'withdrawn' | 'retried' | 'given-up' }>): Promise<BindingView | null> {
    // A binding that is on its way decides for itself: its state is about to change.
    if (this.#underWay.has(bindingId)) return null;
    this.#underWay.add(bindingId);
    try {
      const binding = await this.#options.journal.find(bindingId);
      if (binding === null || !this.#fits(binding, event)) return null;
      this.#unplan(bindingId);
      const moved = await this.#move(binding, event);
      this.take(moved);
      return moved;
    } finally {
      this.#underWay.delete(bindingId);
      this.#pump();
    }
  }

  /** Starts nothing more. What is under way is left to the journal and the next start. */
  stop(): void {
    this.#stopped = true;
    for (const { cancel } of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#queue.length = 0;
    this.#held.length = 0;
  }

  #pump(): void {
    while (!this.#stopped && this.#running < this.#options.parallel) {
      const index = this.#queue.findIndex(({ bindingId }) => !this.#underWay.has(bindingId));
      const [binding] = index < 0 ? [] : this.#queue.splice(index, 1);
      if (binding === undefined) return;
      if (binding.state.state !== 'intended' && this.#options.isLineDown()) {
        this.#held.push(binding);
        continue;
      }
      this.#running += 1;
      this.#underWay.add(binding.bindingId);
      void this.#advance(binding).then((moved) => {
        this.#running -= 1;
        this.#underWay.delete(binding.bindingId);
        this.take(moved);
        this.#pump();
      });
    }
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

  #next({ state }: BindingView, event: BindingEvent): BindingState {
    const { now, random, policy } = this.#options;
    return next(state, event, { now: now(), random: random(), policy });
  }

  /** Takes a binding out of whatever it waits in. */
  #unplan(bindingId: string): void {
    this.#timers.get(bindingId)?.cancel();
    this.#timers.delete(bindingId);
    for (const line of [this.#queue, this.#held]) {
      const index = line.findIndex((queued) => queued.bindingId === bindingId);
      if (index >= 0) line.splice(index, 1);
    }
  }

  async #advance(binding: BindingView): Promise<BindingView> {
    if (binding.state.state === 'intended') return this.#submit(binding);
    const verdict = await askServer(this.#options.cm, binding);
    const asked = await this.#move(binding, verdict);
    return verdict.event === 'not-found' && asked.state.state === 'waiting' ? this.#submit(asked) : asked;
  }

  async #submit(binding: BindingView): Promise<BindingView> {
    const submitting = await this.#move(binding, { event: 'submitting' });
    if (this.#stopped) return submitting;
    const { request, cardId, atr } = submitting;
    const answer = await this.#options.cm.bind({ requestId: request.requestId, cardId: cardId.text, atr });
    return this.#move(
      submitting,
      answer.ok
        ? {
            event: 'answered',
            status: answer.value.status,
            smartcardUri: answer.value.status === 201 ? answer.value.smartcardUri : null,
          }
        : { event: 'failed', error: answer.error },
    );
  }

  /** Journals one step of a binding. What the disk refuses is kept here and tried until it is written. */
  async #move(binding: BindingView, event: BindingEvent): Promise<BindingView> {
    const { journal, onChange, onJournalTrouble, schedule } = this.#options;
    const state = this.#next(binding, event);
    for (;;) {
      try {
        const moved = await journal.record({ bindingId: binding.bindingId, event: event.event, state });
        onChange(moved);
        return moved;
      } catch (error) {
        onJournalTrouble(binding, error);
        await new Promise<void>((resolve) => {
          schedule(resolve, JOURNAL_PAUSE_MS);
        });
      }
    }
  }
}

/** When a binding needs its next step, as ms since the epoch; null when the station has nothing to do for it. */
function dueTime({ state }: BindingView): number | null {
  switch (state.state) {
    case 'intended':
      return 0;
    case 'waiting':
      return Date.parse(state.nextTryAt);
    case 'uncertain':
      return Date.parse(state.nextCheckAt);
    case 'submitting':
    case 'bound':
    case 'refused':
    case 'attention':
    case 'withdrawn':
    case 'given-up':
      return null;
    default:
      return assertNever(state);
  }
}

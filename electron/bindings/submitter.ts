import type { Approval } from '../../shared/approvals.js';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import type { CmClient } from '../cm/client.js';
import type { IntendOutcome, Journal } from '../store/journal.js';
import { askServer } from './ask.js';
import { dueTime, ImpossibleEvent, next, type BindingEvent, type RetryPolicy } from './machine.js';

export interface SubmitterOptions {
  readonly journal: Pick<Journal, 'intend' | 'record' | 'unsettled' | 'find'>;
  readonly cm: Pick<CmClient, 'bind' | 'getRequest' | 'getSmartcard' | 'findSmartcardByCardId'>;
  readonly policy: RetryPolicy;
  readonly now: () => Date;
  readonly random: () => number;
  /** Runs work after a pause in ms; gives back what cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  /** Whether it is known that nothing gets through to the server: what waits for it is then left alone. */
  readonly isLineDown: () => boolean;
  /** How many bindings may be on their way at once, from the journal's word of it to its word of the answer. */
  readonly parallel: number;
  /** How many bindings the server may be asked about at once. */
  readonly parallelAsking: number;
  readonly onChange: (binding: BindingView) => void;
  /** A journal that cannot be written: the binding is kept in memory and the writing is tried again. */
  readonly onJournalTrouble: (binding: BindingView, error: unknown) => void;
}

/** Pause between tries to write an answer that the disk would not take, ms. */
const JOURNAL_PAUSE_MS = 2_000;
/** How long the server's "no smartcard" is believed, ms: who is not sent within it is asked about again. */
const ANSWER_HOLDS_MS = 5_000;

/**
 * Takes bindings from intent to outcome. Every step is in the journal before it is acted on, so that whatever ends
 * the process, the next start knows what may have happened and asks the server before it sends anything again.
 */
export class Submitter {
  readonly #options: SubmitterOptions;
  /** Bindings just confirmed: they go out next. Somebody stands before the screen and waits for them. */
  readonly #confirmed: BindingView[] = [];
  /** Bindings whose time has come: the server is asked about them. */
  readonly #queue: BindingView[] = [];
  /** Bindings the server was asked about and does not have: they go out after those just confirmed. */
  readonly #asked: { readonly binding: BindingView; readonly at: number }[] = [];
  /** Bindings whose time has come while the line was down. A day without a network must not fill the journal with vain tries. */
  readonly #held: BindingView[] = [];
  /** Bindings that wait for their time, by id, with what cancels the waiting. */
  readonly #timers = new Map<string, { readonly binding: BindingView; readonly cancel: () => void }>();
  /** Bindings somebody is moving right now. */
  readonly #underWay = new Set<string>();
  #sending = 0;
  #asking = 0;
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

  /**
   * Writes a binding that was just confirmed, and sends it as soon as there is a way. Where there is one now, that it is
   * sent is written with it: both wait for the disk once, and nothing leaves before both are on it.
   *
   * @throws JournalError when nothing was written; then nothing is sent
   */
  async begin(binding: BindingView, approval?: Approval): Promise<IntendOutcome> {
    const { journal, parallel, onChange } = this.#options;
    const { bindingId } = binding;
    const goesNow = binding.state.state === 'intended' && !this.#stopped && this.#sending < parallel;
    if (goesNow) this.#sending += 1;
    const step = { event: 'submitting' } as const;
    let written: IntendOutcome | null = null;
    try {
      written = await journal.intend(binding, approval, goesNow ? { bindingId, event: step.event, state: this.#next(binding, step) } : undefined);
    } finally {
      if (goesNow && written?.outcome !== 'written') {
        this.#sending -= 1;
        this.#pump();
      }
    }
    if (written.outcome === 'written') {
      const begun = written.binding;
      // Nobody can decide about it before it is told, and it is sent, and so held, in the same turn.
      onChange(begun);
      if (goesNow) this.#send(begun, () => this.#call(begun));
      else this.take(begun);
    }
    return written;
  }

  /** Takes on a binding, at once or when its time comes. */
  take(binding: BindingView): void {
    if (this.#stopped) return;
    const dueAt = dueTime(binding.state);
    if (dueAt === null) return;
    // A wall clock that jumped back must not put a binding off for as long as it jumped.
    const pause = Math.min(dueAt - this.#options.now().getTime(), this.#options.policy.longestPauseMs);
    if (pause <= 0) {
      this.#enqueue(binding);
      return;
    }
    const cancel = this.#options.schedule(() => {
      this.#timers.delete(binding.bindingId);
      this.#enqueue(binding);
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
   * @param approval a second person's, to be journalled before it
   * @returns the binding as it is now, or null when the decision came too late for it
   * @throws JournalError when there is no such binding to be read
   */
  async decide(
    bindingId: string,
    event: Extract<BindingEvent, { event: 'withdrawn' | 'retried' | 'given-up' }>,
    approval?: Approval,
  ): Promise<BindingView | null> {
    // A binding that is on its way decides for itself: its state is about to change.
    if (this.#underWay.has(bindingId)) return null;
    this.#underWay.add(bindingId);
    try {
      const binding = await this.#options.journal.find(bindingId);
      if (binding === null || !this.#fits(binding, event)) return null;
      this.#unplan(bindingId);
      const moved = await this.#move(binding, event, approval);
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
    for (const line of [this.#confirmed, this.#queue, this.#asked, this.#held]) line.length = 0;
  }

  #enqueue(binding: BindingView): void {
    (binding.state.state === 'intended' ? this.#confirmed : this.#queue).push(binding);
    this.#pump();
  }

  /**
   * Sends what is ready and asks about what is due, each in lanes of its own, so that neither waits for the other. No more is
   * asked about than can be sent soon.
   */
  #pump(): void {
    const { parallel, parallelAsking } = this.#options;
    while (!this.#stopped && this.#sending < parallel) {
      const binding = this.#nextToSend();
      if (binding === undefined) break;
      this.#sending += 1;
      this.#send(binding, () => this.#submit(binding));
    }
    while (!this.#stopped && this.#asking < parallelAsking && this.#asking + this.#asked.length < parallel + parallelAsking) {
      const binding = this.#nextToAsk();
      if (binding === undefined) break;
      this.#asking += 1;
      void this.#hold(binding, () => this.#ask(binding)).then(({ moved, mayGo }) => {
        this.#asking -= 1;
        if (mayGo && !this.#stopped) this.#asked.push({ binding: moved, at: this.#options.now().getTime() });
        else this.take(moved);
        this.#pump();
      });
    }
  }

  /** Has a binding go a way to the server that is kept for it, and gives the way back. */
  #send(binding: BindingView, go: () => Promise<BindingView>): void {
    void this.#hold(binding, go).then((moved) => {
      this.#sending -= 1;
      this.take(moved);
      this.#pump();
    });
  }

  #nextToSend(): BindingView | undefined {
    const confirmed = takeFirst(this.#confirmed, (binding) => !this.#underWay.has(binding.bindingId));
    if (confirmed !== undefined) return confirmed;
    for (;;) {
      const asked = takeFirst(this.#asked, ({ binding }) => !this.#underWay.has(binding.bindingId));
      if (asked === undefined) return undefined;
      const age = this.#options.now().getTime() - asked.at;
      if (this.#options.isLineDown()) this.#held.push(asked.binding);
      else if (age < 0 || age > ANSWER_HOLDS_MS) this.#queue.push(asked.binding);
      else return asked.binding;
    }
  }

  #nextToAsk(): BindingView | undefined {
    for (;;) {
      const due = takeFirst(this.#queue, (binding) => !this.#underWay.has(binding.bindingId));
      if (due === undefined || !this.#options.isLineDown()) return due;
      this.#held.push(due);
    }
  }

  /** Keeps a binding from being moved by anybody else while work on it lasts. */
  async #hold<T>({ bindingId }: BindingView, work: () => Promise<T>): Promise<T> {
    this.#underWay.add(bindingId);
    try {
      return await work();
    } finally {
      this.#underWay.delete(bindingId);
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
    for (const line of [this.#confirmed, this.#queue, this.#held]) takeFirst(line, (binding) => binding.bindingId === bindingId);
    takeFirst(this.#asked, ({ binding }) => binding.bindingId === bindingId);
  }

  /** Asks the server about a binding. @returns the binding as it is then, and whether it may go out now */
  async #ask(binding: BindingView): Promise<{ readonly moved: BindingView; readonly mayGo: boolean }> {
    const verdict = await askServer(this.#options.cm, binding);
    const moved = await this.#move(binding, verdict);
    return { moved, mayGo: verdict.event === 'not-found' && moved.state.state === 'waiting' };
  }

  async #submit(binding: BindingView): Promise<BindingView> {
    return this.#call(await this.#move(binding, { event: 'submitting' }));
  }

  /** Sends a binding whose sending is in the journal, and journals the answer. */
  async #call(submitting: BindingView): Promise<BindingView> {
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
  async #move(binding: BindingView, event: BindingEvent, approval?: Approval): Promise<BindingView> {
    const { journal, onChange, onJournalTrouble, schedule } = this.#options;
    const state = this.#next(binding, event);
    for (;;) {
      try {
        const moved = await journal.record({ bindingId: binding.bindingId, event: event.event, state, ...(approval === undefined ? {} : { approval }) });
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

/** Takes the first that fits out of a line. */
function takeFirst<T>(line: T[], fits: (one: T) => boolean): T | undefined {
  const index = line.findIndex(fits);
  return index < 0 ? undefined : line.splice(index, 1)[0];
}

import type { BindingView } from '../../shared/bindings.js';
import { dueTime } from './machine.js';

export interface BindingQueueDeps {
  readonly now: () => Date;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicMs: () => number;
  /** Runs work after a pause in ms; returns what cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  /** Whether it is known that nothing gets through to the server: what waits for it is then left alone. */
  readonly isLineDown: () => boolean;
  readonly longestPauseMs: number;
  /** Called when the time of a binding has come. */
  readonly onDue: () => void;
}

/** How long the server's word about a binding is believed, ms: a binding that is not sent within it is asked about again. */
export const CHECK_HOLDS_MS = 5_000;

/** A binding that can be sent as long as what the server said of it counts. */
export interface Checked {
  readonly binding: BindingView;
  /** When the server answered, or the operator confirmed, by the clock that never jumps. */
  readonly at: number;
}

/**
 * The bindings that have something left to do, each in one place. It keeps copies of the journal's rows: a copy may be
 * out of date, which the journal notices when a step is recorded.
 */
export class BindingQueue {
  readonly #deps: BindingQueueDeps;
  /** Just confirmed, and checked while they were: they are sent next, because an operator waits at the screen. */
  readonly #confirmed: Checked[] = [];
  /** The server is asked about these next. */
  readonly #due: BindingView[] = [];
  /** The server was asked and does not have these: they are sent after those just confirmed. */
  readonly #asked: Checked[] = [];
  /** Due while there is no connection. A day without a network must not fill the journal with attempts. */
  readonly #held: BindingView[] = [];
  /** Waiting for their time, by id. */
  readonly #timers = new Map<string, { readonly binding: BindingView; readonly cancel: () => void }>();

  constructor(deps: BindingQueueDeps) {
    this.#deps = deps;
  }

  /** How many are ready to be sent because the server was asked about them. */
  get askedCount(): number {
    return this.#asked.length;
  }

  /** Puts a binding where its state says, now or when its time comes, and out of every other place. */
  put(binding: BindingView): void {
    const { bindingId, state } = binding;
    this.#remove(bindingId);
    const dueAt = dueTime(state);
    if (dueAt === null) return;
    // A wall clock that jumped back must not put a binding off for as long as it jumped.
    const pause = Math.min(dueAt - this.#deps.now().getTime(), this.#deps.longestPauseMs);
    if (pause <= 0) {
      this.#due.push(binding);
      return;
    }
    const cancel = this.#deps.schedule(() => {
      this.#timers.delete(bindingId);
      this.#due.push(binding);
      this.#deps.onDue();
    }, pause);
    this.#timers.set(bindingId, { binding, cancel });
  }

  /** Puts a binding in line to be sent: it was just confirmed, or the server was just asked about it. */
  putToSend(checked: Checked, why: 'confirmed' | 'asked'): void {
    this.#remove(checked.binding.bindingId);
    (why === 'confirmed' ? this.#confirmed : this.#asked).push(checked);
  }

  /** Whether what was checked at that time still counts. */
  isCurrent({ at }: Checked): boolean {
    return this.#deps.monotonicMs() - at <= CHECK_HOLDS_MS;
  }

  /** Takes out the next binding to send, among those that are free. */
  takeToSend(isFree: (bindingId: string) => boolean): Checked | undefined {
    for (;;) {
      const confirmed = takeFirst(this.#confirmed, ({ binding }) => isFree(binding.bindingId));
      const checked = confirmed ?? takeFirst(this.#asked, ({ binding }) => isFree(binding.bindingId));
      if (checked === undefined) return undefined;
      if (confirmed === undefined && this.#deps.isLineDown()) this.#held.push(checked.binding);
      else if (this.isCurrent(checked)) return checked;
      else this.#due.push(checked.binding);
    }
  }

  /** Takes out the next binding to ask the server about, among those that are free. */
  takeToAsk(isFree: (bindingId: string) => boolean): BindingView | undefined {
    for (;;) {
      const due = takeFirst(this.#due, ({ bindingId }) => isFree(bindingId));
      if (due === undefined || !this.#deps.isLineDown()) return due;
      this.#held.push(due);
    }
  }

  /** The server answers again: what waits for it is due now, oldest first. Unconfirmed bindings keep their time to settle. */
  lineIsUp(): void {
    this.#due.push(...this.#held.splice(0));
    for (const [bindingId, { binding, cancel }] of this.#timers) {
      if (binding.state.state !== 'waiting') continue;
      cancel();
      this.#timers.delete(bindingId);
      this.#due.push(binding);
    }
  }

  clear(): void {
    for (const { cancel } of this.#timers.values()) cancel();
    this.#timers.clear();
    for (const line of [this.#confirmed, this.#due, this.#asked, this.#held]) line.length = 0;
  }

  #remove(bindingId: string): void {
    this.#timers.get(bindingId)?.cancel();
    this.#timers.delete(bindingId);
    for (const line of [this.#due, this.#held]) takeFirst(line, (binding) => binding.bindingId === bindingId);
    for (const line of [this.#confirmed, this.#asked]) takeFirst(line, ({ binding }) => binding.bindingId === bindingId);
  }
}

/** Takes the first that fits out of a line. */
function takeFirst<T>(line: T[], fits: (one: T) => boolean): T | undefined {
  const index = line.findIndex(fits);
  return index < 0 ? undefined : line.splice(index, 1)[0];
}

import type { BindingView } from '../../shared/bindings.js';
import { dueTime } from './machine.js';

export interface BindingQueueDeps {
  readonly now: () => Date;
  /** Monotonic clock, ms. */
  readonly monotonicMs: () => number;
  /** Runs work after a delay in ms; returns a function that cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  /** Whether the connection is known to be offline; bindings that need it then stay queued. */
  readonly isOffline: () => boolean;
  readonly longestPauseMs: number;
  /** Called when a binding is due. */
  readonly onDue: () => void;
}

/** How long the server's answer about a binding counts, ms. After that the server is asked again before sending. */
export const CHECK_HOLDS_MS = 5_000;

/** A binding that can be sent as long as the server's answer about it counts. */
export interface Checked {
  readonly binding: BindingView;
  /** When the server answered or the operator confirmed; monotonic, ms. */
  readonly at: number;
}

/**
 * The open bindings, each in exactly one queue. Holds copies of the journal's rows; when a copy is out of date, the journal
 * refuses the step.
 */
export class BindingQueue {
  readonly #deps: BindingQueueDeps;
  /** Just confirmed and checked. Sent first, because an operator waits at the screen. */
  readonly #confirmed: Checked[] = [];
  /** The server is asked about these next. */
  readonly #due: BindingView[] = [];
  /** The server was asked and does not have these. Sent after the just confirmed ones. */
  readonly #asked: Checked[] = [];
  /** Due while offline. Keeps a day without network from filling the journal with attempts. */
  readonly #held: BindingView[] = [];
  /** Delayed bindings, by id. */
  readonly #timers = new Map<string, { readonly binding: BindingView; readonly cancel: () => void }>();

  constructor(deps: BindingQueueDeps) {
    this.#deps = deps;
  }

  /** How many bindings are ready to be sent after the server was asked. */
  get askedCount(): number {
    return this.#asked.length;
  }

  /** Moves a binding to the queue for its state, now or when it is due. */
  put(binding: BindingView): void {
    const { bindingId, state } = binding;
    this.#remove(bindingId);
    const dueAt = dueTime(state);
    if (dueAt === null) return;
    // If the wall clock jumps back, the delay must not grow by the jump.
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

  /** Adds a binding that was just confirmed, or that the server was just asked about, to the send queue. */
  putToSend(checked: Checked, why: 'confirmed' | 'asked'): void {
    this.#remove(checked.binding.bindingId);
    (why === 'confirmed' ? this.#confirmed : this.#asked).push(checked);
  }

  /** Whether the check is recent enough to send the binding. */
  isCurrent({ at }: Checked): boolean {
    return this.#deps.monotonicMs() - at <= CHECK_HOLDS_MS;
  }

  /** Removes and returns the next unlocked binding to send. */
  takeToSend(isFree: (bindingId: string) => boolean): Checked | undefined {
    for (;;) {
      const confirmed = takeFirst(this.#confirmed, ({ binding }) => isFree(binding.bindingId));
      const checked = confirmed ?? takeFirst(this.#asked, ({ binding }) => isFree(binding.bindingId));
      if (checked === undefined) return undefined;
      if (confirmed === undefined && this.#deps.isOffline()) this.#held.push(checked.binding);
      else if (this.isCurrent(checked)) return checked;
      else this.#due.push(checked.binding);
    }
  }

  /** Removes and returns the next unlocked binding to ask the server about. */
  takeToAsk(isFree: (bindingId: string) => boolean): BindingView | undefined {
    for (;;) {
      const due = takeFirst(this.#due, ({ bindingId }) => isFree(bindingId));
      if (due === undefined || !this.#deps.isOffline()) return due;
      this.#held.push(due);
    }
  }

  /** Makes the bindings that were queued while offline due, oldest first. Unconfirmed bindings still wait for late effects. */
  connectionIsUp(): void {
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
    for (const list of [this.#confirmed, this.#due, this.#asked, this.#held]) list.length = 0;
  }

  #remove(bindingId: string): void {
    this.#timers.get(bindingId)?.cancel();
    this.#timers.delete(bindingId);
    for (const list of [this.#due, this.#held]) takeFirst(list, (binding) => binding.bindingId === bindingId);
    for (const list of [this.#confirmed, this.#asked]) takeFirst(list, ({ binding }) => binding.bindingId === bindingId);
  }
}

/** Removes and returns the first matching element. */
function takeFirst<T>(list: T[], fits: (one: T) => boolean): T | undefined {
  const index = list.findIndex(fits);
  return index < 0 ? undefined : list.splice(index, 1)[0];
}

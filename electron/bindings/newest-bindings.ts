import { CLOSED_SHOWN, isClosed, shownBindings, type BindingView } from '../../shared/bindings.js';
import type { Journal } from '../store/journal.js';

/** Slip numbers of three digits. */
const SHORT_SLIPS = 999;

/**
 * The bindings the screen is given: all that are open, and the newest of the others. What a change costs does not depend on
 * how many there are: an outbox may hold thousands.
 */
export class NewestBindings {
  /** Oldest first. */
  readonly #kept = new Map<string, BindingView>();
  readonly #closed = new Set<string>();
  /** The slip number that was given last. */
  #lastSlip = 0;

  /** Takes in a binding that is new or has changed. */
  keep(binding: BindingView): void {
    const { bindingId, state, slipNumber } = binding;
    if (slipNumber !== undefined && !this.#kept.has(bindingId)) this.#lastSlip = slipNumber;
    this.#kept.set(bindingId, binding);
    if (isClosed(state)) this.#closed.add(bindingId);
    else this.#closed.delete(bindingId);
    // Walking through all of them is put off until it is worth it.
    if (this.#closed.size > 2 * CLOSED_SHOWN) this.#forget();
  }

  /** Gives the next slip number: short, and that of no binding which is open. They begin anew when they would get long. */
  nextSlip(): number {
    const taken = new Set([...this.#kept.values()].flatMap(({ state, slipNumber }) => (isClosed(state) ? [] : [slipNumber])));
    let next = this.#lastSlip;
    do next = next === SHORT_SLIPS && taken.size < SHORT_SLIPS ? 1 : next + 1;
    while (taken.has(next));
    this.#lastSlip = next;
    return next;
  }

  /** Newest first. */
  list(): BindingView[] {
    return shownBindings([...this.#kept.values()].reverse());
  }

  /** Takes them from the journal. @returns those that are not settled, oldest first @throws JournalError */
  async load(journal: Pick<Journal, 'unsettled' | 'search' | 'newest'>): Promise<readonly BindingView[]> {
    const unsettled = await journal.unsettled();
    const { bindings: refused } = await journal.search({ text: '', from: null, to: null, states: ['refused'], before: null });
    const newest = await journal.newest(CLOSED_SHOWN);
    for (const binding of [...[...refused].reverse(), ...unsettled, ...[...newest].reverse()].sort(byConfirmation)) this.keep(binding);
    return unsettled;
  }

  #forget(): void {
    const shown = new Set(this.list().map(({ bindingId }) => bindingId));
    for (const bindingId of this.#closed) {
      if (shown.has(bindingId)) continue;
      this.#closed.delete(bindingId);
      this.#kept.delete(bindingId);
    }
  }
}

/** Oldest first; instants in ISO 8601 and UTC are in order as texts. */
function byConfirmation(one: BindingView, other: BindingView): number {
  return one.confirmedAt < other.confirmedAt ? -1 : Number(one.confirmedAt > other.confirmedAt);
}

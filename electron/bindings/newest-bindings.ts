import { MAX_CLOSED_SHOWN, isClosed, isKeptOnScreen, shownBindings, type BindingView } from '../../shared/bindings.js';
import type { Journal } from '../store/journal.js';

/** Slip numbers of three digits. */
const SHORT_SLIPS = 999;

/**
 * The bindings the screen is given: all that are open or need a person, and the newest of the others. What a change costs does not
 * depend on how many there are: an outbox may hold thousands.
 */
export class NewestBindings {
  /** Oldest first. */
  readonly #kept = new Map<string, BindingView>();
  readonly #closed = new Set<string>();
  /** The slip number that was given last. */
  #lastSlip = 0;
  /** Numbers of cards whose bindings cannot be read. */
  #slipsNotRead: readonly number[] = [];

  /** Takes in a binding that is new or has changed. */
  keep(binding: BindingView): void {
    const { bindingId, slipNumber } = binding;
    if (slipNumber !== undefined && !this.#kept.has(bindingId)) this.#lastSlip = slipNumber;
    this.#kept.set(bindingId, binding);
    if (isKeptOnScreen(binding)) this.#closed.delete(bindingId);
    else this.#closed.add(bindingId);
    // Walking through all of them is put off until it is worth it.
    if (this.#closed.size > 2 * MAX_CLOSED_SHOWN) this.#forget();
  }

  /** Takes in what became of a request since it was bound. An old binding comes back to its place where a person is needed for it. */
  keepCare(binding: BindingView): void {
    if (this.#kept.has(binding.bindingId)) {
      this.keep(binding);
      return;
    }
    if (!isKeptOnScreen(binding)) return;
    const all = [...this.#kept.values(), binding].sort(byConfirmation);
    this.#kept.clear();
    for (const one of all) this.#kept.set(one.bindingId, one);
  }

  /**
   * Gives the next slip number: short, and that of no binding which is open. They begin anew when they would get long.
   *
   * @param others numbers of what else is kept apart
   */
  nextSlip(others: Iterable<number> = []): number {
    const taken = new Set([
      ...[...this.#kept.values()].flatMap(({ state, slipNumber }) => (isClosed(state) ? [] : [slipNumber])),
      ...this.#slipsNotRead,
      ...others,
    ]);
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
  async load(journal: Pick<Journal, 'unsettled' | 'search' | 'newest' | 'careMatters' | 'unreadable'>): Promise<readonly BindingView[]> {
    const unsettled = await journal.unsettled();
    const { bindings: refused } = await journal.search({ text: '', from: null, to: null, states: ['refused'], outcomes: [], before: null });
    const newest = await journal.newest(MAX_CLOSED_SHOWN);
    const matters = await journal.careMatters();
    this.#slipsNotRead = (await journal.unreadable()).flatMap(({ slipNumber }) => slipNumber ?? []);
    for (const binding of [...[...refused].reverse(), ...unsettled, ...matters, ...[...newest].reverse()].sort(byConfirmation))
      this.keep(binding);
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

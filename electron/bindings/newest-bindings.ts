import { MAX_CLOSED_SHOWN, isClosed, isKeptOnScreen, shownBindings, type BindingView } from '../../shared/bindings.js';
import type { Journal } from '../store/journal.js';

/** Highest slip number: three digits. */
const SHORT_SLIPS = 999;

/**
 * The bindings shown on the page: all that are open or need attention, and the newest of the others. The cost of a change does
 * not depend on their number, because thousands may be queued.
 */
export class NewestBindings {
  /** Oldest first. */
  readonly #kept = new Map<string, BindingView>();
  readonly #closed = new Set<string>();
  /** The last slip number given. */
  #lastSlip = 0;
  /** Slip numbers of cards whose bindings cannot be read. */
  #slipsNotRead: readonly number[] = [];

  /** Adds or replaces a binding. */
  keep(binding: BindingView): void {
    const { bindingId, slipNumber } = binding;
    if (slipNumber !== undefined && !this.#kept.has(bindingId)) this.#lastSlip = slipNumber;
    this.#kept.set(bindingId, binding);
    if (isKeptOnScreen(binding)) this.#closed.delete(bindingId);
    else this.#closed.add(bindingId);
    // Trimming walks through all of them, so it waits until it is worth it.
    if (this.#closed.size > 2 * MAX_CLOSED_SHOWN) this.#forget();
  }

  /** Adds or replaces a binding whose after-care changed. An old binding returns to the page if it needs attention. */
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
   * Returns the next slip number that no open binding uses, starting over after three digits.
   * @param others numbers of other cards that are kept apart
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

  /** Loads the bindings from the journal. @returns the open ones, oldest first @throws JournalError */
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

/** Oldest first; ISO 8601 times in UTC sort as text. */
function byConfirmation(one: BindingView, other: BindingView): number {
  return one.confirmedAt < other.confirmedAt ? -1 : Number(one.confirmedAt > other.confirmedAt);
}

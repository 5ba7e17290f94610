import type { BindingView } from '../../shared/bindings.js';
import { settled, type Journal } from '../store/journal.js';

/** How many of the newest bindings the screen is given, besides those that need something done. */
const NEWEST_BINDINGS = 50;

/** The unsettled and the newest bindings by id, oldest first, kept in main so that a snapshot and its number always agree. */
export class NewestBindings {
  readonly #bindings = new Map<string, BindingView>();

  /** Newest first. */
  views(): BindingView[] {
    return [...this.#bindings.values()].reverse();
  }

  keep(binding: BindingView): void {
    this.#bindings.set(binding.bindingId, binding);
    for (const [bindingId, { state }] of this.#bindings) {
      if (this.#bindings.size <= NEWEST_BINDINGS) break;
      // A refusal stays until a person has closed it.
      if (settled(state) && state.state !== 'refused') this.#bindings.delete(bindingId);
    }
  }

  /** Takes them from the journal. @returns those that are not settled, oldest first @throws JournalError */
  async load(journal: Pick<Journal, 'unsettled' | 'search' | 'newest'>): Promise<readonly BindingView[]> {
    const unsettled = await journal.unsettled();
    const { bindings: refused } = await journal.search({ text: '', from: null, to: null, states: ['refused'], before: null });
    const newest = await journal.newest(NEWEST_BINDINGS);
    for (const binding of [...[...refused].reverse(), ...unsettled, ...[...newest].reverse()]) this.keep(binding);
    return unsettled;
  }
}

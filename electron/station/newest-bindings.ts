import type { BindingView } from '../../shared/bindings.js';
import { settled } from '../store/journal.js';

/** The unsettled and the newest bindings by id, kept in memory so that a snapshot and its number always agree. */
export class NewestBindings {
  readonly #most: number;
  /** Oldest first. */
  readonly #byId = new Map<string, BindingView>();

  /** @param most how many are kept, besides those that need something done */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a binding, new or changed; an old one goes for it. */
  keep(binding: BindingView): void {
    this.#byId.set(binding.bindingId, binding);
    for (const [bindingId, { state }] of this.#byId) {
      if (this.#byId.size <= this.#most) break;
      // A refusal stays until a person has closed it.
      if (settled(state) && state.state !== 'refused') this.#byId.delete(bindingId);
    }
  }

  newestFirst(): BindingView[] {
    return [...this.#byId.values()].reverse();
  }
}

import type { BindingView } from '../../shared/bindings.js';
import { settled } from '../store/journal.js';

/**
 * The bindings the screen is given: all that need something done, refusals nobody has closed, and the newest of the others.
 * What a change costs does not depend on how many there are: an outbox may hold thousands.
 */
export class NewestBindings {
  readonly #most: number;
  /** Oldest first. */
  readonly #kept = new Map<string, BindingView>();
  /** Those that may go when there are too many, the one that was done first at the front. */
  readonly #done = new Set<string>();

  /** @param most how many are kept, where those that need something done are not more already */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes in a binding that is new or has changed. */
  keep(binding: BindingView): void {
    const { bindingId, state } = binding;
    this.#kept.set(bindingId, binding);
    // A refusal stays until a person has closed it.
    if (settled(state) && state.state !== 'refused') this.#done.add(bindingId);
    else this.#done.delete(bindingId);
    for (const oldest of this.#done) {
      if (this.#kept.size <= this.#most) break;
      this.#done.delete(oldest);
      this.#kept.delete(oldest);
    }
  }

  /** Newest first. */
  list(): BindingView[] {
    return [...this.#kept.values()].reverse();
  }
}

import { isAwaited, type BindingView } from '../../shared/bindings.js';

/** How long changes of background bindings are collected before the page is told, ms. */
export const BATCH_MS = 250;

export interface BindingNotifierDeps {
  readonly send: (binding: BindingView) => void;
  readonly now: () => Date;
  readonly schedule: (work: () => void, ms: number) => () => void;
}

/**
 * Sends binding changes to the page: a binding that was just confirmed at once, all others at most a few times a second.
 * Sending each step of thousands of queued bindings would slow down the queue itself.
 */
export class BindingNotifier {
  readonly #deps: BindingNotifierDeps;
  /** The latest state of each changed binding, in the order of their first change. */
  readonly #gathered = new Map<string, BindingView>();
  #isPlanned = false;

  constructor(deps: BindingNotifierDeps) {
    this.#deps = deps;
  }

  /** Reports a new or changed binding. */
  changed(binding: BindingView): void {
    const { send, now, schedule } = this.#deps;
    if (isAwaited(binding, now().getTime())) {
      this.#gathered.delete(binding.bindingId);
      send(binding);
      return;
    }
    this.#gathered.set(binding.bindingId, binding);
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    schedule(() => {
      this.#isPlanned = false;
      const gathered = [...this.#gathered.values()];
      this.#gathered.clear();
      for (const each of gathered) send(each);
    }, BATCH_MS);
  }
}

import { isAwaited, type BindingView } from '../../shared/bindings.js';

/** How long bindings nobody waits for gather before the screen is told, ms. */
export const BATCH_MS = 250;

export interface BindingNotifierDeps {
  readonly send: (binding: BindingView) => void;
  readonly now: () => Date;
  readonly schedule: (work: () => void, ms: number) => () => void;
}

/**
 * Tells the screen how bindings stand: one that was just confirmed at once, for somebody waits for it; of those of an outbox that
 * is sent, each a few times a second at most, as it stands by then. Thousands of them, told step by step, would take the
 * processors from the sending itself.
 */
export class BindingNotifier {
  readonly #deps: BindingNotifierDeps;
  /** As they stand, in the order in which they changed first. */
  readonly #gathered = new Map<string, BindingView>();
  #isPlanned = false;

  constructor(deps: BindingNotifierDeps) {
    this.#deps = deps;
  }

  /** A binding is new or has changed. */
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

import { isAwaited, type BindingView } from '../../shared/bindings.js';

/** How long bindings nobody waits for gather before the screen is told, ms. */
export const GATHER_MS = 250;

export interface BindingTellerOptions {
  readonly tell: (binding: BindingView) => void;
  readonly now: () => Date;
  readonly schedule: (work: () => void, ms: number) => () => void;
}

/**
 * Tells the screen how bindings stand: one that was just confirmed at once, for somebody waits for it; of those of an outbox that
 * is sent, each a few times a second at most, as it stands by then. Thousands of them, told step by step, would take the
 * processors from the sending itself.
 */
export class BindingTeller {
  readonly #options: BindingTellerOptions;
  /** As they stand, in the order in which they changed first. */
  readonly #gathered = new Map<string, BindingView>();
  #isPlanned = false;

  constructor(options: BindingTellerOptions) {
    this.#options = options;
  }

  /** A binding is new or has changed. */
  changed(binding: BindingView): void {
    const { tell, now, schedule } = this.#options;
    if (isAwaited(binding, now().getTime())) {
      this.#gathered.delete(binding.bindingId);
      tell(binding);
      return;
    }
    this.#gathered.set(binding.bindingId, binding);
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    schedule(() => {
      this.#isPlanned = false;
      const gathered = [...this.#gathered.values()];
      this.#gathered.clear();
      for (const each of gathered) tell(each);
    }, GATHER_MS);
  }
}

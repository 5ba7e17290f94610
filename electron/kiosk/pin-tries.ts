import { AttemptLimiter, type AttemptLimiterDeps } from '../roles/attempt-limiter.js';

export interface PinTriesDeps extends AttemptLimiterDeps {
  readonly isRight: (pin: string) => Promise<boolean>;
}

/** Result of an attempt. `refused`: it was too early or concurrent and was not checked. */
export type PinOutcome = { readonly outcome: 'right' } | { readonly outcome: 'wrong' | 'refused'; readonly waitMs: number };

/** Checks a PIN, with growing delays after wrong attempts. */
export class PinTries {
  readonly #tries: AttemptLimiter;
  readonly #isRight: (pin: string) => Promise<boolean>;

  constructor({ isRight, ...options }: PinTriesDeps) {
    this.#tries = new AttemptLimiter(options);
    this.#isRight = isRight;
  }

  async try(pin: string): Promise<PinOutcome> {
    const tried = await this.#tries.try(async () => ((await this.#isRight(pin)) ? 'right' : 'wrong'));
    return 'waitMs' in tried ? tried : { outcome: 'right' };
  }
}

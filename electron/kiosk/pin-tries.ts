import { AttemptLimiter, type AttemptLimiterDeps } from '../roles/attempt-limiter.js';

export interface PinTriesDeps extends AttemptLimiterDeps {
  readonly isRight: (pin: string) => Promise<boolean>;
}

/** What came of a try. `refused`: not even looked at, for it came too early or beside another. */
export type PinOutcome = { readonly outcome: 'right' } | { readonly outcome: 'wrong' | 'refused'; readonly waitMs: number };

/** Lets the PIN of a kiosk be tried, ever more slowly. */
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

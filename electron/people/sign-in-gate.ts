import type { DirectoryError } from './directory.js';
import { accountProblemOf } from './account-problem.js';

/**
 * How long the directory is not asked again after it refused the station's own password, ms. A directory locks an account
 * after a few wrong passwords, and many desks may share it: a day is longer than a lockout lasts, and than wrong tries count.
 */
export const REFUSED_MS = 24 * 3_600_000;
/** How long after it said that the account itself may not sign in just now, such as while it is locked, ms; that counts as no try. */
export const UNUSABLE_MS = 10 * 60_000;

/**
 * Keeps an old password from locking the station's own account. One for all that asks the directory: each of people, photos,
 * roles and approvals would else try it again.
 */
export class SignInGate {
  readonly #monotonicMs: () => number;
  #refused: { readonly error: DirectoryError; readonly until: number } | null = null;
  #turn: Promise<void> = Promise.resolve();

  /** @param monotonicMs a clock that nobody can set */
  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** Why the directory is not to be asked now; null: it may be. */
  get refusal(): DirectoryError | null {
    return this.#refused !== null && this.#monotonicMs() < this.#refused.until ? this.#refused.error : null;
  }

  /** Signs in, one after the other, unless the one before has just been refused. @returns why not; null: signed in */
  signIn(bind: () => Promise<DirectoryError | null>): Promise<DirectoryError | null> {
    const outcome = this.#turn.then(async () => {
      const { refusal } = this;
      if (refusal !== null) return refusal;
      const error = await bind();
      if (error?.code === 'sign-in-refused') {
        const pause = accountProblemOf(error.detail) === null ? REFUSED_MS : UNUSABLE_MS;
        this.#refused = { error, until: this.#monotonicMs() + pause };
      }
      return error;
    });
    this.#turn = outcome.then(
      () => undefined,
      () => undefined,
    );
    return outcome;
  }
}

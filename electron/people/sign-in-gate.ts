import type { DirectoryError } from './directory.js';
import { accountProblemOf } from './account-problem.js';

/**
 * Pause after the directory refused the station's own password, ms. Directories lock an account after a few wrong passwords,
 * and many desks may share it: a day is longer than a lockout and its counting period.
 */
export const REFUSED_MS = 24 * 3_600_000;
/** Pause after the directory said that the account cannot sign in now, e.g. while locked, ms; this does not count as a wrong try. */
export const UNUSABLE_MS = 10 * 60_000;

/**
 * Prevents an outdated password from locking the station's own account. Shared by everything that asks the directory: people,
 * photos, roles and approvals would otherwise each try it again.
 */
export class SignInGate {
  readonly #monotonicMs: () => number;
  #refused: { readonly error: DirectoryError; readonly until: number } | null = null;
  #turn: Promise<void> = Promise.resolve();

  /** @param monotonicMs monotonic clock, ms */
  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** Why the directory must not be asked now; null: it may. */
  get refusal(): DirectoryError | null {
    return this.#refused !== null && this.#monotonicMs() < this.#refused.until ? this.#refused.error : null;
  }

  /** Signs in, one at a time, unless the last try was just refused. @returns why not; null: signed in */
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

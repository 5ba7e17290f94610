import { ANSWER_LIMIT_MS } from '../cm/limits.js';

/** When a binding is asked about and sent again. */
export interface RetryPolicy {
  /** First pause after a failure, ms; doubles with each try up to `longestPauseMs`. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Pause after the server could not be reached to be asked, ms; while the line is known to be down nothing is asked. */
  readonly unreachedPauseMs: number;
  /** Tries that the server answered with a fault before a person is asked. */
  readonly mostTries: number;
  /** How long after a lost answer the server is asked for the first time, ms. Most calls have taken effect by then. */
  readonly settleMs: number;
  /**
   * How long after a lost answer the call may still take effect on the server, ms. Until then "no smartcard" is not
   * believed, and nothing is sent again.
   */
  readonly lateEffectMs: number;
}

/** How much longer than a station waits for an answer a server may work on it, ms. */
const LATE_EFFECT_MARGIN_MS = 15_000;

export const defaultRetryPolicy: RetryPolicy = {
  firstPauseMs: 1_000,
  longestPauseMs: 60_000,
  unreachedPauseMs: 5_000,
  mostTries: 8,
  settleMs: 5_000,
  lateEffectMs: ANSWER_LIMIT_MS + LATE_EFFECT_MARGIN_MS,
};

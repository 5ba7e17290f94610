import { ANSWER_LIMIT_MS } from '../cm/limits.js';

/** When a binding is retried and when the server is asked about it. */
export interface RetryPolicy {
  /** First pause after a failure, ms; doubles up to `longestPauseMs`. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Pause after the server could not be reached for a check, ms. While offline nothing is asked. */
  readonly unreachedPauseMs: number;
  /** Tries answered with a server error before the binding needs attention. */
  readonly mostTries: number;
  /** Time from a lost answer to the first check, ms. Most calls have taken effect by then. */
  readonly settleMs: number;
  /**
   * How long after a lost answer the call may still take effect, ms. Until then "no smartcard" does not count, and nothing is
   * sent again.
   */
  readonly lateEffectMs: number;
}

/** How long a server may keep working after the station stops waiting, ms. */
const LATE_EFFECT_MARGIN_MS = 15_000;

export const defaultRetryPolicy: RetryPolicy = {
  firstPauseMs: 1_000,
  longestPauseMs: 60_000,
  unreachedPauseMs: 5_000,
  mostTries: 8,
  settleMs: 5_000,
  lateEffectMs: ANSWER_LIMIT_MS + LATE_EFFECT_MARGIN_MS,
};

import type { IdentificationProblem } from '../../shared/cards.js';

/** Pause before a card in use by another program is read again, ms: short, so that it is read soon after it is free. */
const IN_USE_MS = 500;
/** A removed card is reported within this time, ms: the service polls every 400, the driver every 500. */
const REMOVAL_TOLD_MS = 1_000;
/** First pause after any other failed reading, ms; doubles each time. */
const FIRST_MS = 1_000;
/** Longest pause, ms: a card that was repaired or initialized in the reader is read at the latest after this. */
const LONGEST_MS = 8_000;
/** Longest pause for a card without a known applet, ms; another program may be using it. */
const LONGEST_FOR_STRANGERS_MS = 60_000;

/**
 * Returns the pause before a card is read again, ms.
 * @param failures failed readings in a row, at least 1
 */
export function retryAfterMs(code: IdentificationProblem['code'], failures: number): number {
  switch (code) {
    case 'in-use':
      return IN_USE_MS;
    case 'removed':
      return REMOVAL_TOLD_MS * Math.min(failures, 2);
    case 'unknown-applet':
    case 'random-uid':
      return Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_FOR_STRANGERS_MS);
    case 'no-card-id':
    case 'refused':
    case 'malformed-card-id':
    case 'blank-card-id':
    case 'communication':
    case 'timeout':
      return Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
  }
}

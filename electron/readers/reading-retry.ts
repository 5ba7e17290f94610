import type { IdentificationProblem } from '../../shared/cards.js';

/** A card that another program uses is asked for again so soon, ms: it is ready within a moment of being free. */
const IN_USE_MS = 500;
/** A card that has left is told as removed within this time, ms: the service looks every 400, the driver every 500. */
const REMOVAL_TOLD_MS = 1_000;
/** The first rest after any other failed reading, ms; each further one is twice as long. */
const FIRST_MS = 1_000;
/** The longest rest, ms: so soon a card is ready that was mended or initialised where it lies. */
const LONGEST_MS = 8_000;
/** The longest rest of a card without an applet we know, ms: it may be another program's own. */
const LONGEST_FOR_STRANGERS_MS = 60_000;

/**
 * How long a card rests before it is read again, ms.
 *
 * @param failures how many readings in a row came to nothing, at least 1
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

import * as z from 'zod';
import { cardIdSchema, type Identification, type IdentificationProblem } from '../../shared/cards.js';
import { atrSchema } from '../../shared/ids.js';
import { cardPolicySchema } from '../cards/card-policy.js';
import { identify, COMMAND_TIMEOUT_MS } from '../cards/identify.js';
import { CardHasLeft, CardTimeout, withTimeout } from '../cards/card-timeout.js';
import type { ReaderDriver } from '../pcsc/driver.js';
import { ConnectionTracker } from './connection-tracker.js';

/** A card that is to be read. */
export const cardToReadSchema = z.strictObject({
  reader: z.string(),
  atr: atrSchema,
  /** What it was identified as before, if it was. */
  known: cardIdSchema.nullable(),
  /** Whether it was read in this presentation before, without an id. */
  isRetry: z.boolean(),
  policy: cardPolicySchema,
});
export type CardToRead = z.infer<typeof cardToReadSchema>;

/** One reading of a card. */
export interface CardReading {
  /** What came of it. Rejects for a fault of this program only, never for what a card or reader does. */
  readonly identification: Promise<Identification>;
  /** Resolves when the card has been let go, so that it may be read anew. */
  readonly ended: Promise<void>;
}

/** The reading of a card that cannot even be begun. */
export function failedReading(problem: IdentificationProblem): CardReading {
  return { identification: Promise.resolve({ state: 'unidentified', problem }), ended: Promise.resolve() };
}

/** Tells what cards there are, as a {@link ReaderDriver} does, and reads them where the reader is. */
export interface CardSource extends Pick<ReaderDriver, 'start' | 'stop'> {
  /** @param signal aborted when the card has left: nobody waits for the reading any more */
  read(card: CardToRead, signal: AbortSignal): CardReading;
}

/**
 * Reads the cards of a driver that is in this process, one reading at a time in a reader. A reading whose turn does not
 * come, because what the one before it began has not ended, has no result for the same reason as that one.
 */
export function cardSourceFor(driver: ReaderDriver): CardSource {
  /** In each reader the connections of the last reading that had its turn. */
  const last = new Map<string, ConnectionTracker>();
  return {
    start: (listener) => {
      driver.start(listener);
    },
    stop: () => driver.stop(),
    read: ({ reader, ...card }, signal) => {
      const connections = new ConnectionTracker(driver);
      const read = async (): Promise<Identification> => {
        const hindrance = await turnAfter(last.get(reader), signal);
        if (hindrance !== null) return { state: 'unidentified', problem: hindrance };
        last.set(reader, connections);
        return identify((share) => connections.connect(reader, share), { ...card, signal });
      };
      const identification = read();
      const end = (): Promise<void> => connections.allEnded();
      return { identification, ended: identification.then(end, end) };
    },
  };
}

/** Waits until the connections before have ended. @returns what they wait for, when they do not in time */
async function turnAfter(before: ConnectionTracker | undefined, signal: AbortSignal): Promise<IdentificationProblem | null> {
  if (before === undefined) return null;
  try {
    await withTimeout(before.allEnded(), COMMAND_TIMEOUT_MS, signal);
    return null;
  } catch (error) {
    if (error instanceof CardHasLeft) return { code: 'removed' };
    if (error instanceof CardTimeout)
      return before.isWaitingForOthers ? { code: 'in-use' } : { code: 'timeout', limitMs: COMMAND_TIMEOUT_MS };
    throw error;
  }
}

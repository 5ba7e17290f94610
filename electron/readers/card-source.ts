import * as z from 'zod';
import { cardIdSchema, type Identification, type IdentificationProblem } from '../../shared/cards.js';
import { atrSchema } from '../../shared/ids.js';
import { cardPolicySchema } from '../cards/card-policy.js';
import { identify, COMMAND_TIMEOUT_MS } from '../cards/identify.js';
import { CardHasLeft, CardTimeout, withTimeout } from '../cards/card-timeout.js';
import type { ReaderDriver } from '../pcsc/driver.js';
import { ConnectionTracker } from './connection-tracker.js';

/** A card to read. */
export const cardToReadSchema = z.strictObject({
  reader: z.string(),
  atr: atrSchema,
  /** The id from an earlier reading; null: none. */
  known: cardIdSchema.nullable(),
  /** Whether an earlier reading of this presentation found no id. */
  isRetry: z.boolean(),
  policy: cardPolicySchema,
});
export type CardToRead = z.infer<typeof cardToReadSchema>;

/** One reading of a card. */
export interface CardReading {
  /** The result. Rejects only for an error of this program, never for a card or reader error. */
  readonly identification: Promise<Identification>;
  /** Resolves when the card is released and can be read again. */
  readonly ended: Promise<void>;
}

/** Returns a reading that failed before it started. */
export function failedReading(problem: IdentificationProblem): CardReading {
  return { identification: Promise.resolve({ state: 'unidentified', problem }), ended: Promise.resolve() };
}

/** Reports the present cards like a {@link ReaderDriver}, and reads them where the reader is. */
export interface CardSource extends Pick<ReaderDriver, 'start' | 'stop'> {
  /** @param signal aborted when the card has left */
  read(card: CardToRead, signal: AbortSignal): CardReading;
}

/**
 * Reads the cards of a driver in this process, one reading at a time per reader. A reading blocked by unfinished work of the
 * one before fails for that one's reason.
 */
export function cardSourceFor(driver: ReaderDriver): CardSource {
  /** The connections of the last reading, by reader. */
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

/** Waits for earlier connections to end. @returns what they wait for if they do not end in time */
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

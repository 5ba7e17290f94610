import * as z from 'zod';
import { cardIdSchema, type Identification, type IdentificationProblem } from '../../shared/cards.js';
import { atrSchema } from '../../shared/ids.js';
import { cardPolicySchema } from '../cards/card-policy.js';
import { identify } from '../cards/identify.js';
import type { ReaderDriver } from './driver.js';
import { LettingGo } from './letting-go.js';

/** A card that is to be read. */
export const cardToReadSchema = z.strictObject({
  reader: z.string(),
  atr: atrSchema,
  /** What it was identified as before, if it was. */
  known: cardIdSchema.nullable(),
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
export function unread(problem: IdentificationProblem): CardReading {
  return { identification: Promise.resolve({ state: 'unidentified', problem }), ended: Promise.resolve() };
}

/** Tells what cards there are, as a {@link ReaderDriver} does, and reads them where the reader is. */
export interface CardSource extends Pick<ReaderDriver, 'start' | 'stop'> {
  /** @param signal aborted when the card has left: nobody waits for the reading any more */
  read(card: CardToRead, signal: AbortSignal): CardReading;
}

/** Reads the cards of a driver that is in this process. */
export function readingBy(driver: ReaderDriver): CardSource {
  return {
    start: (listener) => {
      driver.start(listener);
    },
    stop: () => driver.stop(),
    read: ({ reader, ...card }, signal) => {
      const connections = new LettingGo(driver);
      const identification = identify(() => connections.connect(reader), { ...card, signal });
      const end = (): Promise<void> => connections.ended();
      return { identification, ended: identification.then(end, end) };
    },
  };
}

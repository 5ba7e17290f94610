import type { CardId } from '../../shared/cards.js';
import type { StationError } from '../../shared/errors.js';
import type { StockJudgement } from '../../shared/stock.js';
import { JournalError, type Journal } from '../store/journal.js';

/** Which card is about to be bound to which request. */
export interface AboutToBind {
  readonly cardId: CardId;
  readonly requestId: string;
}

/**
 * Why the stock does not let a card be bound; null: it does. What it refuses, and what it warns of and lets through, is in
 * the journal when this resolves.
 *
 * @throws JournalError when the journal cannot be written
 */
export type StockObjection = (about: AboutToBind) => Promise<StationError | null>;

export interface StockGateOptions {
  readonly judge: (cardId: CardId) => Promise<StockJudgement>;
  readonly journal: Pick<Journal, 'note'>;
  /** Whether policy asks the stock at all; where it does not, a stock that cannot be read is in nobody's way. */
  readonly isAsked: boolean;
}

/**
 * Makes the stock's word on a binding. A stock that cannot be read lets nothing through: nobody could say whether the
 * card was reported lost.
 */
export function makeStockObjection({ judge, journal, isAsked }: StockGateOptions): StockObjection {
  return async ({ cardId, requestId }) => {
    if (!isAsked) return null;
    let judgement: StockJudgement;
    try {
      judgement = await judge(cardId);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      return { code: 'stock-unusable', detail: error.message.slice(0, 2000) };
    }
    const { reason, action, card } = judgement;
    if (reason === null || action === 'off') return null;
    const place = card === null ? {} : { serial: card.serial, box: card.box, location: card.location };
    await journal.note(action === 'refuse' ? 'card-refused-by-stock' : 'card-warned-of-by-stock', {
      cardId: cardId.text,
      requestId,
      reason,
      ...place,
    });
    return action === 'refuse' ? { code: 'card-refused-by-stock', reason } : null;
  };
}

/** For where there is no stock. */
export const noStockObjection: StockObjection = () => Promise.resolve(null);

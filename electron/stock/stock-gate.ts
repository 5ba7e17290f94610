import type { CardId } from '../../shared/cards.js';
import type { StationError } from '../../shared/errors.js';
import { serialObjection } from '../../shared/printed-serial.js';
import type { StockJudgement } from '../../shared/stock.js';
import { JournalError, type Journal } from '../store/journal.js';

/** Which card is about to be bound to which request. */
export interface PlannedBinding {
  readonly cardId: CardId;
  readonly requestId: string;
  /** What was scanned or typed of the serial number printed on the card. */
  readonly printedSerial: string | undefined;
}

/**
 * Why the stock does not let a card be bound; null: it does. What it refuses, and what it warns of and lets through, or had confirmed, is in
 * the journal when this resolves.
 *
 * @throws JournalError when the journal cannot be written
 */
export type StockObjection = (about: PlannedBinding) => Promise<StationError | null>;

export interface StockGateDeps {
  readonly judge: (cardId: CardId) => Promise<StockJudgement>;
  readonly journal: Pick<Journal, 'note'>;
  /** Whether policy asks the stock at all; where it does not, a stock that cannot be read is in nobody's way. */
  readonly isAsked: boolean;
  /** Whether the serial number printed on the card must name the same card as its chip. No approval overrides that. */
  readonly confirmSerial: boolean;
}

/**
 * Makes the stock's word on a binding. A stock that cannot be read lets nothing through: nobody could say whether the
 * card was reported lost.
 */
export function makeStockObjection({ judge, journal, isAsked, confirmSerial }: StockGateDeps): StockObjection {
  return async ({ cardId, requestId, printedSerial }) => {
    if (!isAsked && !confirmSerial) return null;
    let judgement: StockJudgement;
    try {
      judgement = await judge(cardId);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      return { code: 'stock-unusable', detail: error.message.slice(0, 2000) };
    }
    const { reason, action, card } = judgement;
    if (confirmSerial) {
      // Before what an approval may override.
      const serial = serialObjection(card, printedSerial);
      const facts = { cardId: cardId.text, requestId, entered: printedSerial ?? '' };
      if (serial === null) await journal.note('printed-serial-confirmed', facts);
      else {
        await journal.note('printed-serial-refused', { ...facts, reason: serial });
        return { code: 'serial-not-confirmed', reason: serial };
      }
    }
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

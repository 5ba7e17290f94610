import type { CardId } from '../../shared/cards.js';
import type { StationError } from '../../shared/errors.js';
import { serialObjection } from '../../shared/printed-serial.js';
import type { StockJudgement } from '../../shared/stock.js';
import { JournalError, type Journal } from '../store/journal.js';

/** The card and request to be bound. */
export interface PlannedBinding {
  readonly cardId: CardId;
  readonly requestId: string;
  /** The scanned or typed serial number printed on the card. */
  readonly printedSerial: string | undefined;
}

/**
 * Returns why the card stock refuses a card; null if it does not. Refusals, warnings and confirmed numbers are journaled
 * before it resolves.
 * @throws JournalError if the journal cannot be written
 */
export type StockObjection = (about: PlannedBinding) => Promise<StationError | null>;

export interface StockGateDeps {
  readonly judge: (cardId: CardId) => Promise<StockJudgement>;
  readonly journal: Pick<Journal, 'note'>;
  /** Whether settings use the card stock; if not, an unreadable stock does not matter. */
  readonly isAsked: boolean;
  /** Whether the printed serial number must match the chip's card. No approval overrides it. */
  readonly confirmSerial: boolean;
}

/** Creates the card stock's check of a binding. An unreadable stock refuses everything, because the card may be reported lost. */
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
      // Checked before the reasons that an approval may override.
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

/** The check without a card stock. */
export const noStockObjection: StockObjection = () => Promise.resolve(null);

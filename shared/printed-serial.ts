import { serialKeyOf } from './serial-key.js';
import type { StockCard } from './stock.js';

/**
 * Why the scanned or typed number does not confirm a card (setting `stock.confirmSerial`).
 * - `not-entered`: no number was entered.
 * - `card-unknown`: the card stock does not know the card in the reader, so there is nothing to compare with.
 * - `no-serial`: the card stock has no serial number for it.
 * - `other-serial`: it is not the serial number of the card in the reader.
 */
export const serialReasons = ['not-entered', 'card-unknown', 'no-serial', 'other-serial'] as const;
export type SerialReason = (typeof serialReasons)[number];

/** Maximum length of a number, also in card lists. */
export const MAX_SERIAL_LENGTH = 200;

/**
 * Returns why the scanned or typed number does not name the card in the reader; null if it does. Compares as the stock does,
 * where serial numbers are unique, so a match for one card matches no other. Letters that only look alike are different.
 *
 * @param card the stock's entry for the card in the reader, found by its chip
 */
export function serialObjection(card: Pick<StockCard, 'serial'> | null, entered: string | undefined): SerialReason | null {
  if (card === null) return 'card-unknown';
  const serial = serialKeyOf(card.serial);
  if (serial === '') return 'no-serial';
  const key = serialKeyOf(entered ?? '');
  if (key === '') return 'not-entered';
  return key === serial ? null : 'other-serial';
}

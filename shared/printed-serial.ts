import { serialKeyOf } from './serial-key.js';
import type { StockCard } from './stock.js';

/**
 * Why the number that was scanned or typed does not confirm a card (setting `stock.confirmSerial`).
 * - `not-entered`: none was.
 * - `card-unknown`: the card stock does not know the card in the reader, so nobody can compare.
 * - `no-serial`: the card stock has no serial number for it.
 * - `other-serial`: it is not the serial number of the card in the reader.
 */
export const serialReasons = ['not-entered', 'card-unknown', 'no-serial', 'other-serial'] as const;
export type SerialReason = (typeof serialReasons)[number];

/** The longest number that is looked at; what a list may hold as one. */
export const MAX_SERIAL_LENGTH = 200;

/**
 * Returns why what was scanned or typed does not name the card in the reader; null: it does. Compared as the stock compares serial
 * numbers, of which it has each once: so what fits one card fits no other. Letters that only look alike are not the same.
 *
 * @param card what the stock has of the card in the reader, known by its chip
 */
export function serialObjection(card: Pick<StockCard, 'serial'> | null, entered: string | undefined): SerialReason | null {
  if (card === null) return 'card-unknown';
  const serial = serialKeyOf(card.serial);
  if (serial === '') return 'no-serial';
  const key = serialKeyOf(entered ?? '');
  if (key === '') return 'not-entered';
  return key === serial ? null : 'other-serial';
}

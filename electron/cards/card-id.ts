import type { CardId } from '../../shared/cards.js';
import { guidTextOf, swapGuidOrder } from '../../shared/guid-order.js';
import { toHex, type CardConnection } from '../pcsc/driver.js';

/** What one source says of a card. */
export type CardIdFinding =
  /** The applet is not on this card: another source may know. With the status word where the card said it in an unusual way. */
  | { readonly outcome: 'absent'; readonly statusWord?: string }
  /** Something said yes to SELECT that does not name the applet and has no id: as some cards do, which say yes to any SELECT. */
  | { readonly outcome: 'unnamed' }
  | { readonly outcome: 'found'; readonly raw: Uint8Array }
  /** The applet is there and has no id. */
  | { readonly outcome: 'no-card-id'; readonly statusWord: string }
  /** The applet is there, and did not let itself be selected or its id be read: whether it has one is not known. */
  | { readonly outcome: 'refused'; readonly statusWord: string }
  | { readonly outcome: 'malformed'; readonly answer: Uint8Array }
  | { readonly outcome: 'random-uid' };

/** One way of reading a card's id. */
export interface CardIdReading {
  readonly source: CardId['source'];
  readonly byteOrder: CardId['byteOrder'];
  /** @throws PcscError, MalformedResponse */
  readonly read: (connection: CardConnection) => Promise<CardIdFinding>;
}

/** An id nobody gave: all zeros, or all ones as in erased memory. */
export function isBlank(raw: Uint8Array): boolean {
  return raw.every((byte) => byte === 0x00) || raw.every((byte) => byte === 0xff);
}

/** The raw bytes of an id, at most 16, with the text they make in the given byte order. */
export function toCardId(raw: Uint8Array, { source, byteOrder }: Pick<CardIdReading, 'source' | 'byteOrder'>): CardId {
  return { text: guidText(raw, byteOrder), raw: toHex(raw), byteOrder, source };
}

function guidText(raw: Uint8Array, byteOrder: CardId['byteOrder']): string {
  const bytes = new Uint8Array(16);
  bytes.set(raw);
  const digits = toHex(bytes);
  return guidTextOf(byteOrder === 'windows-guid' ? swapGuidOrder(digits) : digits);
}

import type { CardId } from '../../shared/cards.js';
import { guidTextOf, swapGuidOrder } from '../../shared/guid-order.js';
import { toHex, type CardConnection } from '../pcsc/driver.js';

/** What one id source found on a card. */
export type CardIdFinding =
  /** The applet is not on the card, so another source may have the id. `statusWord` is set for an unusual refusal. */
  | { readonly outcome: 'absent'; readonly statusWord?: string }
  /** SELECT succeeded, but the answer does not name the applet and there is no id: some cards accept any SELECT. */
  | { readonly outcome: 'unnamed' }
  | { readonly outcome: 'found'; readonly raw: Uint8Array }
  /** The applet is present and has no id. */
  | { readonly outcome: 'no-card-id'; readonly statusWord: string }
  /** The applet is present but refused the selection or the id, so it may have one. */
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

/** Whether an id was never set: all zeros, or all ones as in erased memory. */
export function isBlank(raw: Uint8Array): boolean {
  return raw.every((byte) => byte === 0x00) || raw.every((byte) => byte === 0xff);
}

/** Converts raw bytes, at most 16, to a card id with its text in the given byte order. */
export function toCardId(raw: Uint8Array, { source, byteOrder }: Pick<CardIdReading, 'source' | 'byteOrder'>): CardId {
  return { text: guidText(raw, byteOrder), raw: toHex(raw), byteOrder, source };
}

function guidText(raw: Uint8Array, byteOrder: CardId['byteOrder']): string {
  const bytes = new Uint8Array(16);
  bytes.set(raw);
  const digits = toHex(bytes);
  return guidTextOf(byteOrder === 'windows-guid' ? swapGuidOrder(digits) : digits);
}

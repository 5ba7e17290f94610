import type { CardId } from '../../shared/cards.js';
import { toHex } from '../readers/driver.js';

/** What one source says of a card. */
export type Finding =
  /** The applet is not on this card: another source may know. */
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'found'; readonly raw: Uint8Array }
  /** The applet is there and has no id. */
  | { readonly outcome: 'no-card-id'; readonly statusWord: string }
  | { readonly outcome: 'malformed'; readonly answer: Uint8Array };

/**
 * 16 bytes as Windows writes a GUID: the first three groups are little-endian numbers, so their bytes are swapped.
 * `3ff188bcba833740826246eba1291c6e` becomes `bc88f13f-83ba-4037-8262-46eba1291c6e`.
 */
export function windowsGuid(raw: Uint8Array): string {
  const hex = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map((at) => toHex(raw.subarray(at, at + 1))).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** An id nobody gave: all zeros, or all ones as in erased memory. */
export function isBlank(raw: Uint8Array): boolean {
  return raw.every((byte) => byte === 0x00) || raw.every((byte) => byte === 0xff);
}

/** A card id of 16 raw bytes, in the text that Windows' Base CSP, and so MIM CM, knows the card by. */
export function toCardId(raw: Uint8Array, source: CardId['source']): CardId {
  return { text: windowsGuid(raw), raw: toHex(raw), byteOrder: 'windows-guid', source };
}

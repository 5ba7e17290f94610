import { swapGuidOrder } from '../../shared/guid-order.js';
import type { IdOrder } from '../../shared/stock.js';

/**
 * A card id as somebody wrote it.
 * - `guid`: 32 digits, which say nothing of the order of their bytes.
 * - `uid`: the UID of a contactless card, 4, 7, 8 or 10 bytes in their order.
 */
export type Written =
  | { readonly kind: 'guid'; readonly digits: string }
  | { readonly kind: 'uid'; readonly digits: string }
  | { readonly kind: 'blank' }
  | { readonly kind: 'unreadable' };

/** Hex digits of a UID (ISO 14443-3 §6.4.4, ISO 15693, FeliCa). */
const UID_DIGITS = [8, 14, 16, 20];

/**
 * Reads a card id in any usual writing: a GUID with or without braces and hyphens, bytes in hex, with or without `0x`, and with
 * spaces, hyphens, colons or points between them.
 */
export function readWriting(text: string): Written {
  const bare = text.trim().replace(/^\{(.*)\}$/s, '$1').replace(/^0x/i, '');
  // Whole bytes between separators: 1:23 is no id.
  if (!/^(?:[0-9a-f]{2})+(?:[\s:.-](?:[0-9a-f]{2})+)*$/i.test(bare)) return { kind: 'unreadable' };
  const digits = bare.replace(/[\s:.-]/g, '').toLowerCase();
  const kind = digits.length === 32 ? 'guid' : UID_DIGITS.includes(digits.length) ? 'uid' : null;
  if (kind === null) return { kind: 'unreadable' };
  return /^(?:0+|f+)$/.test(digits) ? { kind: 'blank' } : { kind, digits };
}

/** The bytes as the card holds them, hex, of 32 digits that are to be read in an order. */
export function rawOf(digits: string, order: IdOrder): string {
  return order === 'raw' ? digits : swapGuidOrder(digits);
}

/** What a serial number is compared by: letters and digits, whatever stands between them. */
export function serialKeyOf(serial: string): string {
  return serial.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

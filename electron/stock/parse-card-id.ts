import { swapGuidOrder } from '../../shared/guid-order.js';
import { isBlankId, readCardId } from '../cards/written-card-id.js';
import type { IdOrder } from '../../shared/stock.js';

/** Hex digits of a GUID's 16 bytes; a UID has fewer (ISO 14443-3 §6.4.4, ISO 15693, FeliCa). */
const GUID_DIGITS = 32;

/**
 * A card id as written.
 * - `guid`: 32 digits in unknown byte order.
 * - `uid`: the UID of a contactless card, 4, 7, 8 or 10 bytes in order.
 */
export type ParsedCardId =
  | { readonly kind: 'guid'; readonly digits: string }
  | { readonly kind: 'uid'; readonly digits: string }
  | { readonly kind: 'blank' }
  | { readonly kind: 'unreadable' };

/** Parses a card id in any usual notation (`written-card-id.ts`). The byte order must come from the whole list. */
export function parseCardId(text: string): ParsedCardId {
  const id = readCardId(isGrouped(text) ? text.replace(/[\s:.-]/g, '') : text);
  if (id === null) return { kind: 'unreadable' };
  if (isBlankId(id)) return { kind: 'blank' };
  const digits = id.raw ?? (id.text ?? '').replaceAll('-', '');
  return { kind: digits.length === GUID_DIGITS ? 'guid' : 'uid', digits };
}

/** Whether separators divide whole bytes, in groups of any length: 1:23 is invalid. */
function isGrouped(text: string): boolean {
  return /^\{?(?:0x)?(?:[0-9a-f]{2})+(?:[\s:.-](?:[0-9a-f]{2})+)*\}?$/i.test(text.trim());
}

/** Returns the card's bytes, hex, from 32 digits in the given order. */
export function rawOf(digits: string, order: IdOrder): string {
  return order === 'raw' ? digits : swapGuidOrder(digits);
}

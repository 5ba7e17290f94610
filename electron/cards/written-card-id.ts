import { guidTextOf, swapGuidOrder } from '../../shared/guid-order.js';
import { guidSchema } from '../../shared/ids.js';

/**
 * A card id as a person writes it. With hyphens it is the text of the CM API and of Windows; separated bytes, or fewer than 16,
 * are the card's bytes; 32 digits in a row may be either, so both are kept.
 */
export interface WrittenCardId {
  /** The id's text, lower case; null if bytes were written. */
  readonly text: string | null;
  /** The card's bytes, lower-case hex; null if text was written. */
  readonly raw: string | null;
}

/** Lengths in bytes: of a GUID, or of a contactless UID (ISO 14443-3 §6.4.4: 4, 7 or 10; ISO 15693 and FeliCa: 8). */
const LENGTHS: readonly number[] = [4, 7, 8, 10, 16];

/**
 * Parses a card id in any usual notation: `{BC88F13F-83BA-4037-8262-46EBA1291C6E}`, `bc88f13f83ba4037826246eba1291c6e`, `3F F1
 * 88 BC …`, `04:A1:B2:C3`.
 * @returns null if the text is not a card id
 */
export function readCardId(written: string): WrittenCardId | null {
  const bare = written
    .trim()
    .replace(/^\{(.*)\}$|^\((.*)\)$/s, '$1$2')
    .trim();
  const guid = guidSchema.safeParse(bare);
  if (guid.success) return { text: guid.data, raw: null };
  const hex = bare.toLowerCase().replace(/^0x/, '');
  // Reader programs show a card's bytes separated; 32 digits in a row may be either.
  const areBytes = /^(?:[0-9a-f]{2}[\s:.-])+[0-9a-f]{2}$/.test(hex);
  if (!areBytes && !/^(?:[0-9a-f]{2})+$/.test(hex)) return null;
  const raw = hex.replace(/[\s:.-]/g, '');
  if (!LENGTHS.includes(raw.length / 2)) return null;
  return { text: !areBytes && raw.length === 32 ? guidTextOf(raw) : null, raw };
}

/** Whether an id was never set: all zeros or all ones. */
export function isBlankId({ text, raw }: WrittenCardId): boolean {
  return /^(?:0+|f+)$/.test(raw ?? (text ?? '').replaceAll('-', ''));
}

/** Whether this is the id of a card in a reader, by exact text or bytes. */
export function isIdOf({ text, raw }: WrittenCardId, card: { readonly text: string; readonly raw: string }): boolean {
  return (text !== null && text === card.text) || (raw !== null && raw === card.raw);
}

/** Returns a key that is equal for all notations and byte orders of one card. */
export function cardKey({ text, raw }: WrittenCardId): string {
  const hex = (raw ?? (text ?? '').replaceAll('-', '')).padEnd(32, '0');
  const other = swapGuidOrder(hex);
  return hex < other ? hex : other;
}

/** Returns the possible texts of the card id: the written text, or one for each byte order. */
export function possibleTexts({ text, raw }: WrittenCardId): readonly string[] {
  const texts = new Set<string>();
  if (text !== null) texts.add(text);
  if (raw !== null) {
    const hex = raw.padEnd(32, '0');
    texts.add(guidTextOf(hex));
    if (raw.length === 32) texts.add(guidTextOf(swapGuidOrder(hex)));
  }
  return [...texts];
}

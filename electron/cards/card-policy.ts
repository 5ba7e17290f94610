import * as z from 'zod';
import type { CardIdReading } from './card-id.js';
import { isStorageCard, readContactlessUid } from './contactless-uid.js';
import { readGids } from './gids.js';
import { readPiv } from './piv.js';

/** Administrator's settings for card ids. */
export const cardPolicySchema = z.strictObject({
  /** Byte order of a PIV card's GUID for the CM server: as Windows' Base CSP shows it, or as the standard writes it. */
  pivByteOrder: z.enum(['windows-guid', 'rfc4122']),
  /** Whether a contactless UID counts as a card id. A UID can be copied and proves nothing. */
  allowContactlessUid: z.boolean(),
});
export type CardPolicy = z.infer<typeof cardPolicySchema>;

export const defaultCardPolicy: CardPolicy = { pivByteOrder: 'windows-guid', allowContactlessUid: false };

/**
 * Returns the ways to read a card's id, in Windows' order of applets: PIV, then GIDS. The first id decides (`readCard`). To
 * support another applet, add it here and its source in `shared/cards.ts`.
 * @param atr hex
 */
export function readingsFor(atr: string, { pivByteOrder, allowContactlessUid }: CardPolicy): readonly CardIdReading[] {
  const uid: CardIdReading[] = allowContactlessUid
    ? [{ source: 'contactless-uid', byteOrder: 'zero-padded', read: readContactlessUid }]
    : [];
  // Some readers answer SELECT to a storage card with a reader error.
  if (isStorageCard(atr)) return uid;
  return [{ source: 'piv', byteOrder: pivByteOrder, read: readPiv }, { source: 'gids', byteOrder: 'windows-guid', read: readGids }, ...uid];
}

import * as z from 'zod';
import type { CardIdReading } from './card-id.js';
import { isStorageCard, readContactlessUid } from './contactless-uid.js';
import { readGids } from './gids.js';
import { readPiv } from './piv.js';

/** What an administrator decides about card ids. */
export const cardPolicySchema = z.strictObject({
  /** How a PIV card's GUID is told to the CM server: as Windows' Base CSP shows it, or as the standard writes it. */
  pivByteOrder: z.enum(['windows-guid', 'rfc4122']),
  /** Whether a contactless UID may stand for a card id. It proves nothing: whoever copies it is that card. */
  allowContactlessUid: z.boolean(),
});
export type CardPolicy = z.infer<typeof cardPolicySchema>;

export const defaultCardPolicy: CardPolicy = { pivByteOrder: 'windows-guid', allowContactlessUid: false };

/**
 * The ways of reading a card's id, in the order in which Windows looks for applets: PIV, then GIDS. The first that has an
 * id decides (`readCard`). To read ids from another applet, add a line here, and its source in `shared/cards.ts`.
 *
 * @param atr hex
 */
export function readingsFor(atr: string, { pivByteOrder, allowContactlessUid }: CardPolicy): readonly CardIdReading[] {
  const uid: CardIdReading[] = allowContactlessUid
    ? [{ source: 'contactless-uid', byteOrder: 'zero-padded', read: readContactlessUid }]
    : [];
  // Some readers answer a SELECT to a storage card with an error of the reader.
  if (isStorageCard(atr)) return uid;
  return [{ source: 'piv', byteOrder: pivByteOrder, read: readPiv }, { source: 'gids', byteOrder: 'windows-guid', read: readGids }, ...uid];
}

import type { CardConnection } from '../pcsc/driver.js';
import { exchange } from './apdu.js';
import type { CardIdFinding } from './card-id.js';

/** UIDs are single, double or triple size (ISO 14443-3 §6.4.4); FeliCa and ISO 15693 have 8 bytes. */
const UID_LENGTHS = [4, 7, 8, 10];

/**
 * Reads the UID of a contactless card with GET DATA of PC/SC part 3 §3.2.2.1.3, which the reader answers. A contact reader
 * forwards it, and the card refuses the class.
 * @throws PcscError, MalformedResponse
 */
export async function readContactlessUid(connection: CardConnection): Promise<CardIdFinding> {
  const { data, statusWord } = await exchange(connection, { cla: 0xff, ins: 0xca, p1: 0x00, p2: 0x00, le: 256 });
  if (statusWord !== '9000') return { outcome: 'absent' };
  if (!UID_LENGTHS.includes(data.length)) return { outcome: 'malformed', answer: data };
  if (data.length === 4 && data[0] === 0x08) return { outcome: 'random-uid' };
  return { outcome: 'found', raw: data };
}

/**
 * Whether the ATR is a contactless storage card's, which has no applets (PC/SC part 3 §3.1.3.2.3.2): historical bytes `80 4F
 * 0C`, RID A000000306.
 * @param atr hex
 */
export function isStorageCard(atr: string): boolean {
  return /^3b8f8001804f0ca000000306/.test(atr);
}

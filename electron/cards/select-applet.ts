import { fromHex, toHex, type CardConnection } from '../pcsc/driver.js';
import { exchange } from './apdu.js';
import type { CardIdFinding } from './card-id.js';

/** An AID that no card has: F0 marks unregistered applications (ISO/IEC 7816-4 §8.2.1.2). */
export const UNUSED_AID = fromHex('f04361726420646573');

/** Answers to SELECT that mean a missing applet: not found, SELECT unsupported, or class unsupported. */
const NO_SUCH_APPLET: readonly string[] = ['6a82', '6d00', '6e00'];
/** The applet or card is deactivated or terminated (ISO/IEC 7816-4 §5.6 table 6, §7.4.10). */
const OUT_OF_USE: readonly string[] = ['6283', '6285'];
/** Answers to GET DATA that mean a missing data object: file, record or data not found. */
const NO_SUCH_OBJECT: readonly string[] = ['6a82', '6a83', '6a88'];

/** Result of selecting an applet. */
export type Selection =
  /** `isNamed`: the answer names the applet. Some cards accept any SELECT, so only a named applet is certainly present. */
  { readonly outcome: 'selected'; readonly isNamed: boolean } | Extract<CardIdFinding, { readonly outcome: 'absent' | 'refused' }>;

/**
 * Selects an applet by its full or partial AID.
 * An answer that is neither success nor a plain refusal is compared with the card's answer for an AID that no card has: the
 * same answer means that the applet is absent, another that it is present but faulty.
 * @param rid the provider in the AID, hex, as in the answer
 * @throws PcscError, MalformedResponse
 */
export async function selectApplet(connection: CardConnection, aid: Uint8Array, rid: string): Promise<Selection> {
  const { data, statusWord } = await select(connection, aid);
  if (statusWord === '9000') return { outcome: 'selected', isNamed: toHex(data).includes(rid) };
  if (NO_SUCH_APPLET.includes(statusWord)) return { outcome: 'absent' };
  if (OUT_OF_USE.includes(statusWord)) return { outcome: 'refused', statusWord };
  const nobodys = await select(connection, UNUSED_AID);
  return nobodys.statusWord === statusWord ? { outcome: 'absent', statusWord } : { outcome: 'refused', statusWord };
}

/** Sends SELECT by AID. @throws PcscError, MalformedResponse */
export function select(connection: CardConnection, aid: Uint8Array): ReturnType<typeof exchange> {
  return exchange(connection, { ins: 0xa4, p1: 0x04, p2: 0x00, data: aid, le: 256 });
}

/** Returns what the status word means if a selected applet answers GET DATA with it instead of its id. */
export function withoutData(statusWord: string): CardIdFinding {
  return { outcome: NO_SUCH_OBJECT.includes(statusWord) ? 'no-card-id' : 'refused', statusWord };
}

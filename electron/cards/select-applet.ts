import { fromHex, toHex, type CardConnection } from '../pcsc/driver.js';
import { exchange } from './apdu.js';
import type { CardIdFinding } from './card-id.js';

/** An application that no card has: F0 is for what is not registered (ISO/IEC 7816-4 §8.2.1.2). */
export const UNUSED_AID = fromHex('f04361726420646573');

/** Answers to SELECT that mean that there is no such applet: not found; no SELECT at all; another class of commands. */
const NO_SUCH_APPLET: readonly string[] = ['6a82', '6d00', '6e00'];
/** The applet, or the card, is deactivated or terminated (ISO/IEC 7816-4 §5.6 table 6, §7.4.10). */
const OUT_OF_USE: readonly string[] = ['6283', '6285'];
/** Answers to GET DATA that mean that there is no such data object: file, record or data not found. */
const NO_SUCH_OBJECT: readonly string[] = ['6a82', '6a83', '6a88'];

/** What came of selecting an applet. */
export type Selection =
  /** `isNamed`: the answer names the applet. Some cards say yes to any SELECT; only one that names itself is known to have it. */
  { readonly outcome: 'selected'; readonly isNamed: boolean } | Extract<CardIdFinding, { readonly outcome: 'absent' | 'refused' }>;

/**
 * Selects an applet by its AID, or by how its AID begins.
 *
 * An answer that is neither yes nor a plain no is told from how this card refuses an applet that no card has: the same
 * answer means that the applet is absent, another one that it is there and something is wrong with it.
 *
 * @param rid the provider in the AID, hex, as the answer names it
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

/** What it means that a selected applet answers GET DATA with this status word instead of its id. */
export function withoutData(statusWord: string): CardIdFinding {
  return { outcome: NO_SUCH_OBJECT.includes(statusWord) ? 'no-card-id' : 'refused', statusWord };
}

import { kindFromAtr, type CardKind } from '../../shared/card-kind.js';
import { parseAtr } from '../../shared/atr/parse.js';
import { fromHex, type CardConnection } from '../pcsc/driver.js';
import { UNUSED_AID, select } from './select-applet.js';

/** The card capability container, and the first PKI applet of older cards (GSC-IS 2.1; CAC end-point specification). */
const CAC_AIDS = [fromHex('a000000116db00'), fromHex('a0000000790100')];
/** The FIDO applet (CTAP 2.1 §11.3.3); answers SELECT with its version in ASCII, `U2F_V2` or `FIDO_2_0`. */
const FIDO_AID = fromHex('a0000006472f0001');
const FIDO_VERSION = /^(?:U2F_V2|FIDO_2)/;

/**
 * Returns the kind of a card without a readable id: by its applets, or else by its ATR. Only informs the operator; no binding
 * depends on it.
 * @param atr hex
 * @throws PcscError, MalformedResponse
 */
export async function probeKind(connection: CardConnection, atr: string): Promise<CardKind> {
  const said = kindFromAtr(parseAtr(atr));
  // Some readers answer SELECT to a storage card with a reader error, and some cards accept any SELECT.
  if (said === 'storage' || (await answerOf(connection, UNUSED_AID)) !== null) return said;
  const version = await answerOf(connection, FIDO_AID);
  if (version !== null && FIDO_VERSION.test(Buffer.from(version).toString('latin1'))) return 'fido';
  for (const aid of CAC_AIDS) if ((await answerOf(connection, aid)) !== null) return 'cac';
  return said;
}

/** Returns the applet's answer to SELECT; null if it is absent. */
async function answerOf(connection: CardConnection, aid: Uint8Array): Promise<Uint8Array | null> {
  const { data, statusWord } = await select(connection, aid);
  return statusWord === '9000' ? data : null;
}

import { kindFromAtr, type CardKind } from '../../shared/card-kind.js';
import { parseAtr } from '../../shared/atr/parse.js';
import { fromHex, type CardConnection } from '../readers/driver.js';
import { exchange } from './apdu.js';

/** The FIDO applet (CTAP 2.1 §11.3.3); it answers SELECT with its version in ASCII, `U2F_V2` or `FIDO_2_0`. */
const FIDO_AID = fromHex('a0000006472f0001');
const FIDO_VERSION = /^(?:U2F_V2|FIDO_2)/;

/**
 * What sort of card it is that has no id we can read: by its ATR, and where that does not tell, by asking for the applet
 * that such a card would have. Only ever a help for the operator, never a ground to bind.
 *
 * @param atr hex
 * @throws PcscError, MalformedResponse
 */
export async function probeKind(connection: CardConnection, atr: string): Promise<CardKind> {
  const kind = kindFromAtr(parseAtr(atr));
  if (kind !== 'unknown') return kind;
  const { data, statusWord } = await exchange(connection, { ins: 0xa4, p1: 0x04, p2: 0x00, data: FIDO_AID, le: 256 });
  const isFido = statusWord === '9000' && FIDO_VERSION.test(Buffer.from(data).toString('latin1'));
  return isFido ? 'fido' : 'unknown';
}

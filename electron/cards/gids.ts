import { fromHex, type CardConnection } from '../pcsc/driver.js';
import { exchange } from './apdu.js';
import type { CardIdFinding } from './card-id.js';
import { selectApplet, withoutData } from './select-applet.js';

/**
 * AID of the GIDS applet (Generic Identity Device Specification 2.0 §3.2): Microsoft's RID and `BTFY`. Without the two version
 * bytes, as Windows selects it, so that any version matches.
 */
const GIDS_AID = fromHex('a00000039742544659');
const MICROSOFT_RID = 'a000000397';
/** The minidriver file `cardid`: data object DF20 of file A012. */
const CARD_ID = { file: [0xa0, 0x12], tag: [0xdf, 0x20] } as const;

/**
 * Reads the card id of a GIDS card: SELECT by AID, then GET DATA of the minidriver's `cardid`: `DF 20 10` and 16 bytes.
 * @throws PcscError, MalformedResponse
 */
export async function readGids(connection: CardConnection): Promise<CardIdFinding> {
  const selection = await selectApplet(connection, GIDS_AID, MICROSOFT_RID);
  if (selection.outcome !== 'selected') return selection;
  const { isNamed: isGids } = selection;

  const [p1, p2] = CARD_ID.file;
  const { data, statusWord } = await exchange(connection, {
    ins: 0xcb,
    p1,
    p2,
    data: Uint8Array.of(0x5c, CARD_ID.tag.length, ...CARD_ID.tag),
    le: 256,
  });
  if (statusWord !== '9000') return isGids ? withoutData(statusWord) : { outcome: 'unnamed' };
  const [tag1, tag2, length] = data;
  if (tag1 === CARD_ID.tag[0] && tag2 === CARD_ID.tag[1] && length === 16 && data.length === 19) {
    return { outcome: 'found', raw: data.subarray(3) };
  }
  if (data.length === 0 || (length === 0 && data.length === 3)) {
    return isGids ? { outcome: 'no-card-id', statusWord } : { outcome: 'unnamed' };
  }
  return isGids ? { outcome: 'malformed', answer: data } : { outcome: 'unnamed' };
}

import { fromHex, type CardConnection } from '../pcsc/driver.js';
import { exchange } from './apdu.js';
import type { CardIdFinding } from './card-id.js';
import { selectApplet, withoutData } from './select-applet.js';
import { parseTlv } from './tlv.js';

/** The PIV applet without its version (NIST SP 800-73-4 part 1 §2.2). */
const PIV_AID = fromHex('a00000030800001000');
const NIST_RID = 'a000000308';
/** The card holder unique identifier (SP 800-73-4 part 1 §3.1.2, table 9). */
const CHUID = fromHex('5fc102');
const TAG_DATA = 0x53;
const TAG_GUID = 0x34;

/**
 * Reads the GUID of a PIV card: SELECT by AID, then GET DATA of the CHUID (SP 800-73-4 part 2 §3.1.2), whose tag 34 holds 16
 * bytes. All zeros mean that it has none.
 * @throws PcscError, MalformedResponse
 */
export async function readPiv(connection: CardConnection): Promise<CardIdFinding> {
  const selection = await selectApplet(connection, PIV_AID, NIST_RID);
  if (selection.outcome !== 'selected') return selection;
  const { isNamed: isPiv } = selection;

  const { data, statusWord } = await exchange(connection, {
    ins: 0xcb,
    p1: 0x3f,
    p2: 0xff,
    data: Uint8Array.of(0x5c, CHUID.length, ...CHUID),
    le: 256,
  });
  if (statusWord !== '9000') return isPiv ? withoutData(statusWord) : { outcome: 'unnamed' };
  const [chuid] = parseTlv(data) ?? [];
  const fields = chuid?.tag === TAG_DATA ? parseTlv(chuid.value) : null;
  const guids = fields?.filter(({ tag }) => tag === TAG_GUID) ?? [];
  if (fields !== null && guids.length === 0) return isPiv ? { outcome: 'no-card-id', statusWord } : { outcome: 'unnamed' };
  const [guid] = guids;
  if (guid?.value.length === 16 && guids.length === 1) return { outcome: 'found', raw: guid.value };
  return isPiv ? { outcome: 'malformed', answer: data } : { outcome: 'unnamed' };
}

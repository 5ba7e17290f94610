import { fromHex, toHex } from '../pcsc/driver.js';
import { VirtualCard, type Applet, type Quirk } from './virtual-card.js';

/** The ATR of a GIDS card, with Microsoft's RID in its historical bytes. */
export const GIDS_ATR = '3b8d0180fba000000397425446590301c8';

/**
 * The minidriver's file table at A000/DF1F, as OpenSC reads and writes it: a version byte, then 28 bytes per file: directory
 * and name of 9 bytes each, two zero bytes, then tag and file identifier as little-endian numbers.
 */
const GIDS_FILES = fromHex(`01${'00'.repeat(9)}${toHex(Buffer.from('cardid'))}000000000020df000012a00000`);

/**
 * Returns a GIDS applet with a real one's answers: to SELECT, and the minidriver's `cardid` at A012/DF20, which other programs
 * find through the file table.
 * @param cardId the 16 raw bytes as hex; other lengths make a malformed card; null omits it
 * @param version the last two bytes of its AID, hex
 */
export function gidsApplet(cardId: string | null, version = '0201'): Applet {
  const id = cardId === null ? null : fromHex(cardId);
  return {
    aid: fromHex(`a00000039742544659${version}`),
    selected: fromHex(`61124f0ba00000039742544659${version}73034001c0`),
    objects: {
      'a000/5c02df1f': Uint8Array.from([0xdf, 0x1f, GIDS_FILES.length, ...GIDS_FILES]),
      ...(id === null ? {} : { 'a012/5c02df20': Uint8Array.from([0xdf, 0x20, id.length, ...id]) }),
    },
  };
}

/**
 * Returns a PIV applet with a real one's answers: to SELECT, and the CHUID (NIST SP 800-73-4 part 1 table 9).
 * @param guid the 16 raw bytes as hex; null makes a CHUID without one
 * @param signature length of the issuer's signature, bytes; makes the CHUID longer than one response
 */
export function pivApplet(guid: string | null, signature = 0): Applet {
  const fields = fromHex(`3019d4e739da739ced39ce739d836858210842108421c84210c3eb${guid === null ? '' : `3410${guid}`}35083230333030313031`);
  const signed = Uint8Array.from([...fields, 0x3e, ...berLength(signature), ...new Uint8Array(signature).fill(0xa5), 0xfe, 0x00]);
  return {
    aid: fromHex('a000000308000010000100'),
    selected: fromHex('61124f0ba0000003080000100001007903a00000'),
    objects: { '3fff/5c035fc102': Uint8Array.from([0x53, ...berLength(signed.length), ...signed]) },
  };
}

/** Returns a contactless storage card: a UID and no applets (PC/SC part 3 §3.1.3.2.3.2: MIFARE Classic 1K). */
export function storageCard(uid: string): VirtualCard {
  return new VirtualCard({ atr: '3b8f8001804f0ca000000306030001000000006a', applets: [], uid });
}

function berLength(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

/** Returns a GIDS card with a card id (16 raw bytes as hex), optionally faulty. */
export function gidsCard(cardId: string | null, behaves: Quirk = { quirk: 'none' }): VirtualCard {
  return new VirtualCard({ atr: GIDS_ATR, applets: [gidsApplet(cardId)], behaves });
}

/** Returns a card without a known applet, such as a bank card. */
export function unknownCard(atr = '3b6500002063cb6800'): VirtualCard {
  return new VirtualCard({ atr, applets: [] });
}

import { toHex } from './hex.js';
import { storageCardNames, storageStandards } from './storage-cards.js';

/** What the ATR that a contactless reader generates says about the card (PC/SC part 3 §3.1.3.2.3). Byte strings are hex. */
export type ContactlessCard =
  /** A storage card: its standard and its registered name; null if the code is not registered. */
  | {
      readonly form: 'storage';
      readonly standardCode: number;
      readonly standard: string | null;
      readonly nameCode: number;
      readonly name: string | null;
    }
  /**
   * An ISO/IEC 14443-4 card: the historical bytes are those of its ATS (type A) or derived from its ATQB (type B). The ATR
   * does not say which; `ifTypeB` is the type B reading if the bytes allow it.
   */
  | { readonly form: 'iso14443-4'; readonly ifTypeB: TypeBAnswer | null };

export interface TypeBAnswer {
  /** Application data of the ATQB, 4 bytes. */
  readonly applicationData: string;
  /** Protocol info of the ATQB, 3 bytes. */
  readonly protocolInfo: string;
  /** Maximum buffer length index, of the answer to ATTRIB. */
  readonly mbli: number;
}

/** Interface bytes as PC/SC part 3 has them: 3B 8n 80 01. */
const PREFIX = [0x80, 0x01] as const;
/** Category 80, tag 4F, length 0C, then the PC/SC Workgroup's RID. */
const STORAGE = [0x80, 0x4f, 0x0c, 0xa0, 0x00, 0x00, 0x03, 0x06] as const;
/** RID 5, SS 1, card name 2, RFU 4, after category, tag and length. */
const STORAGE_LENGTH = 15;

/**
 * Recognizes the ATR of a contactless card.
 *
 * @param bytes the whole ATR
 * @returns null if the ATR has another form. A contact card may also answer in the form of `iso14443-4`.
 */
export function decodeContactless(bytes: Uint8Array): ContactlessCard | null {
  const [ts, t0, td1, td2] = bytes;
  if (ts !== 0x3b || t0 === undefined || t0 >> 4 !== 8 || td1 !== PREFIX[0] || td2 !== PREFIX[1]) return null;
  const historical = bytes.subarray(4, 4 + (t0 & 0x0f));
  if (historical.length < (t0 & 0x0f)) return null;
  if (historical.length === STORAGE_LENGTH && STORAGE.every((byte, index) => historical[index] === byte)) {
    return decodeStorage(historical);
  }
  return { form: 'iso14443-4', ifTypeB: decodeTypeB(historical) };
}

function decodeStorage(historical: Uint8Array): ContactlessCard | null {
  const [standardCode, high, low] = historical.subarray(STORAGE.length);
  if (standardCode === undefined || high === undefined || low === undefined) return null;
  const nameCode = (high << 8) | low;
  return {
    form: 'storage',
    standardCode,
    standard: storageStandards[standardCode] ?? null,
    nameCode,
    name: storageCardNames[nameCode] ?? null,
  };
}

/**
 * Decodes application data, protocol info and the MBLI in the high half of the last byte. The protocol type within protocol
 * info says whether the card follows ISO/IEC 14443-4 (ISO/IEC 14443-3 §7.9.4); without it there would be no such ATR.
 */
function decodeTypeB(historical: Uint8Array): TypeBAnswer | null {
  const frameAndProtocolType = historical[5];
  const last = historical[7];
  if (historical.length !== 8 || frameAndProtocolType === undefined || last === undefined) return null;
  if ((frameAndProtocolType & 0b1001) !== 0b0001 || (last & 0x0f) !== 0) return null;
  return {
    applicationData: toHex(historical.subarray(0, 4)),
    protocolInfo: toHex(historical.subarray(4, 7)),
    mbli: last >> 4,
  };
}

import { guidSchema } from '../../shared/ids.js';

/** Where each byte of an `objectGUID` stands in the GUID's text: the first three groups are little-endian numbers. */
const ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/**
 * The 16 bytes of Active Directory's `objectGUID` for a GUID's text ([MS-DTYP] §2.3.4.2).
 *
 * @param guid lower-case text with hyphens
 */
export function toObjectGuid(guid: string): Buffer {
  const inText = Buffer.from(guid.replaceAll('-', ''), 'hex');
  return Buffer.from(ORDER.map((at) => inText.readUInt8(at)));
}

/** The text of an `objectGUID`; null when it is not 16 bytes. */
export function fromObjectGuid(bytes: Uint8Array): string | null {
  if (bytes.length !== 16) return null;
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The order is its own inverse.
  const hex = Buffer.from(ORDER.map((at) => raw.readUInt8(at))).toString('hex');
  return guidSchema.parse([hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-'));
}

import { swapGuidOrder, windowsGuidOf } from '../../shared/guid-order.js';

/**
 * Converts a GUID's text to the 16 bytes of Active Directory's `objectGUID` ([MS-DTYP] §2.3.4.2).
 * @param guid lower-case text with hyphens
 */
export function toObjectGuid(guid: string): Buffer {
  return Buffer.from(swapGuidOrder(guid.replaceAll('-', '')), 'hex');
}

/** Converts an `objectGUID` to text; null unless it is 16 bytes. */
export function fromObjectGuid(bytes: Uint8Array): string | null {
  return windowsGuidOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex'));
}

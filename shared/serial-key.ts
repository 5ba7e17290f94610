/** Bytes separated by colons, as some lists write a UID in the serial number column. */
const COLON_BYTES = /^[0-9a-f]{2}(?::[0-9a-f]{2}){3,}$/i;

/**
 * Returns the key that serial numbers are compared by: letters and digits, with a mark where a separator stands, since 1-11
 * and 11-1 are two cards. The kind of separator, case and width do not matter, nor does a separator between leading letters
 * and the number: SN-0012 equals SN0012.
 */
export function serialKeyOf(serial: string): string {
  const text = serial.normalize('NFKC').trim().toUpperCase();
  return COLON_BYTES.test(text)
    ? text.replaceAll(':', '')
    : text
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-|-$/g, '')
        .replace(/^(\p{L}+)-(?=\p{N})/u, '$1');
}

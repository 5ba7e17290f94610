/** Bytes with colons between them, as some lists write a UID in the column of the serial number. */
const COLON_BYTES = /^[0-9a-f]{2}(?::[0-9a-f]{2}){3,}$/i;

/**
 * Returns what a serial number is compared by: its letters and digits, and where something stands between them, for 1-11
 * and 11-1 are two cards. Which separator it is, case and width do not count, nor one between letters at the beginning
 * and the number: SN-0012 is SN0012.
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

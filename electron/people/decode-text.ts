/** Windows-1252's characters for bytes 80 to 9F; in the rest it is ISO 8859-1 (WHATWG Encoding, index windows-1252). */
const WINDOWS_1252_C1 =
  '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F' +
  '\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178';

export type TextEncoding = 'utf-8' | 'windows-1252';

/**
 * Decodes a text file as spreadsheets write them: UTF-8 with or without a byte order mark, or else Windows-1252,
 * which is what bytes that are not UTF-8 are taken for.
 *
 * @returns null when the bytes are no such text: UTF-16, or a binary file
 */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly encoding: TextEncoding } | null {
  if (bytes.includes(0)) return null;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const text = latin1.replace(/[\u0080-\u009F]/g, (char) => WINDOWS_1252_C1.charAt(char.charCodeAt(0) - 0x80));
    return { text, encoding: 'windows-1252' };
  }
}

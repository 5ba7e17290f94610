/** Windows-1252 characters for bytes 80 to 9F; the others equal ISO 8859-1 (WHATWG Encoding, index windows-1252). */
const WINDOWS_1252_C1 =
  '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F' +
  '\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'macintosh';

export interface DecodedText {
  readonly text: string;
  readonly encoding: TextEncoding;
}

/** Bytes to examine to detect UTF-16 without a byte order mark. */
const SAMPLE = 4096;

/**
 * Decodes a text file from a spreadsheet or database: UTF-8 or UTF-16 with or without a byte order mark; Mac OS Roman if lines
 * end with a bare CR, as in old Macintosh formats; else Windows-1252.
 * @returns null for another encoding, which would change names, and for a binary file
 */
export function decodeText(bytes: Uint8Array): DecodedText | null {
  const wide = wideOrder(bytes);
  // The mark of UTF-32LE starts like that of UTF-16LE; its zeros are found in the text.
  if (wide !== null) return strictly(bytes, wide);
  if (bytes.includes(0)) return null;
  return strictly(bytes, 'utf-8') ?? (hasBareReturns(bytes) ? macRoman(bytes) : windows1252(bytes));
}

/** Returns the byte order of UTF-16; null if it is not UTF-16. */
function wideOrder(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // Without a mark: in mostly Latin text every other byte is zero, always on the same side.
  const sample = bytes.subarray(0, SAMPLE - (SAMPLE % 2));
  const zeros: [number, number] = [0, 0];
  sample.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2 === 0 ? 0 : 1] += 1;
  });
  const most = sample.length * 0.3;
  if (zeros[1] > most && zeros[0] === 0) return 'utf-16le';
  return zeros[0] > most && zeros[1] === 0 ? 'utf-16be' : null;
}

function strictly(bytes: Uint8Array, encoding: 'utf-8' | 'utf-16le' | 'utf-16be'): DecodedText | null {
  try {
    // Node on Windows and Electron include full ICU, so UTF-16BE is available.
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : { text, encoding };
  } catch {
    return null;
  }
}

/** Returns whether lines end with a bare carriage return. */
function hasBareReturns(bytes: Uint8Array): boolean {
  return bytes.includes(0x0d) && !bytes.includes(0x0a);
}

function macRoman(bytes: Uint8Array): DecodedText | null {
  const text = new TextDecoder('macintosh').decode(bytes);
  return hasControls(text) || isGarbled(text) ? null : { text, encoding: 'macintosh' };
}

function windows1252(bytes: Uint8Array): DecodedText | null {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  // Text in Windows-1252 never contains the bytes it leaves undefined.
  if (hasControls(latin1) || /[\x81\x8d\x8f\x90\x9d]/.test(latin1)) return null;
  const text = latin1.replace(/[\u0080-\u009F]/g, (char) => WINDOWS_1252_C1.charAt(char.charCodeAt(0) - 0x80));
  return isGarbled(text) ? null : { text, encoding: 'windows-1252' };
}

function hasControls(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  return /[\x00-\x08\x0e-\x1f\x7f]/.test(text);
}

/** A capital after a small letter as in no name (JŸrgen), or a mark or symbol between letters (M”ller, Micha³a). */
const GARBLED = /\p{Ll}[ŸŠŽŒ]|\p{L}[ŸŠŽ]\p{Ll}|\p{L}[‚„†‡ˆ‰‹›“”•˜™ƒ¢£¤¥¦§¨©¬®¯°±²³¶¸¹»«¼½¾¿¡×÷]\p{Ll}/u;

/** Returns whether letters look as if text of one 8-bit encoding was read in another. */
function isGarbled(text: string): boolean {
  return GARBLED.test(text);
}

/** A data object with a one-byte tag. */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
}

/**
 * Parses bytes into data objects with one-byte tags and BER lengths of up to two bytes (ISO 7816-4 §5.2.2.2).
 * @returns null if the bytes do not end with an object
 */
export function parseTlv(bytes: Uint8Array): Tlv[] | null {
  const objects: Tlv[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [tag, first, second, third] = bytes.subarray(at, at + 4);
    if (tag === undefined || first === undefined) return null;
    let length = first;
    let head = 2;
    if (first === 0x81 && second !== undefined) {
      length = second;
      head = 3;
    } else if (first === 0x82 && second !== undefined && third !== undefined) {
      length = (second << 8) | third;
      head = 4;
    } else if (first >= 0x80) {
      return null;
    }
    const value = bytes.subarray(at + head, at + head + length);
    if (value.length !== length) return null;
    objects.push({ tag, value });
    at += head + length;
  }
  return objects;
}

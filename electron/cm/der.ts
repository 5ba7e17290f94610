/** One element of DER (ITU-T X.690): its tag, and what is in it. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The elements that stand one after the other in some bytes. @throws RangeError when they are not whole DER */
export function derElements(bytes: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = byteAt(bytes, at);
    const first = byteAt(bytes, at + 1);
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if (lengthBytes > 4 || first === 0x80) throw new RangeError('A length is not DER');
    let length = lengthBytes === 0 ? first : 0;
    for (let digit = 0; digit < lengthBytes; digit += 1) length = length * 256 + byteAt(bytes, at + 2 + digit);
    const begin = at + 2 + lengthBytes;
    if (begin + length > bytes.length) throw new RangeError('An element is longer than what it stands in');
    elements.push({ tag, content: bytes.subarray(begin, begin + length) });
    at = begin + length;
  }
  return elements;
}

/** The one element that some bytes are. @throws RangeError when they are none, or more */
export function derElement(bytes: Uint8Array): DerElement {
  const [element, ...rest] = derElements(bytes);
  if (element === undefined || rest.length > 0) throw new RangeError('There is not one element');
  return element;
}

/** An object identifier's content in hex, as it is compared; e.g. `551d13` is 2.5.29.19. */
export function hexOf(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('hex');
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new RangeError('An element breaks off');
  return byte;
}

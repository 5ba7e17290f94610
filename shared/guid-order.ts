/** Position of each GUID byte in the other of its two orders: the first three groups are little-endian numbers. Its own inverse. */
const ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;

/** Converts the 32 hex digits of a GUID between card order and Windows order ([MS-DTYP] §2.3.4.2). */
export function swapGuidOrder(digits: string): string {
  return ORDER.map((at) => digits.slice(at * 2, at * 2 + 2)).join('');
}

/** Formats 32 hex digits as a GUID, in their order. */
export function guidTextOf(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Returns the bytes of a card id as Windows writes them as a GUID; null if they are not 16. */
export function windowsGuidOf(raw: string): string | null {
  return raw.length === 32 ? guidTextOf(swapGuidOrder(raw)) : null;
}

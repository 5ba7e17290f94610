/** Where each byte of a GUID stands in the other of its two orders: the first three groups are little-endian numbers. Its own inverse. */
const ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;

/** The 32 hex digits of a GUID's bytes in the other order: as a card holds them, or as Windows writes them ([MS-DTYP] §2.3.4.2). */
export function swapGuidOrder(digits: string): string {
  return ORDER.map((at) => digits.slice(at * 2, at * 2 + 2)).join('');
}

/** 32 hex digits as a GUID is written, in their order. */
export function guidTextOf(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The bytes of a card's id as Windows writes them as a GUID; null where they are not 16. */
export function windowsGuidOf(raw: string): string | null {
  return raw.length === 32 ? guidTextOf(swapGuidOrder(raw)) : null;
}

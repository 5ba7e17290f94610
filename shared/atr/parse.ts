import { decodeContactless, type ContactlessCard } from './contactless.js';
import type { AtrFinding } from './finding.js';
import { fromHex, toHex } from './hex.js';
import { decodeHistoricalBytes, type HistoricalContent } from './historical-bytes.js';
import { announced, decodeInterfaceByte, type InterfaceByte } from './interface-bytes.js';
import { transmissionOf, type Transmission } from './transmission.js';

/** The check character, and whether it is required. */
export type Tck =
  | { readonly state: 'absent'; readonly isRequired: boolean }
  | { readonly state: 'present'; readonly isRequired: boolean; readonly value: number; readonly isRight: boolean };

/** A decoded answer to reset. Byte strings are lower-case hex; concatenated they give the input again. */
export interface Atr {
  readonly bytes: string;
  /** Null if TS is missing or neither 3B nor 3F. */
  readonly convention: 'direct' | 'inverse' | null;
  readonly ts: number | null;
  readonly t0: number | null;
  /** In the order of the ATR. */
  readonly interfaceBytes: readonly InterfaceByte[];
  /** Protocols the card offers, without T=15; T=0 if it names none, empty if the ATR ends too early. */
  readonly protocols: readonly number[];
  /** Parameters in effect: the card's values, and the standard's defaults for the rest. */
  readonly transmission: Transmission;
  readonly historicalBytes: { readonly bytes: string; readonly content: HistoricalContent };
  /** Meaning of an ATR that a contactless reader generated (PC/SC part 3); null for any other form. */
  readonly contactless: ContactlessCard | null;
  readonly tck: Tck;
  /** Bytes after the end of the ATR. */
  readonly surplus: string;
  readonly findings: readonly AtrFinding[];
}

/** TS and 32 characters (ISO/IEC 7816-3 §8.2.1). */
const LONGEST = 33;

/**
 * Decodes an answer to reset by ISO/IEC 7816-3:2006 §8, and its historical bytes by ISO/IEC 7816-4:2005 §8.1.1 and PC/SC part
 * 3 §3.1.3.2.3. Never throws: defects are listed in `findings`, and the rest is decoded.
 *
 * @param input bytes of any number, or lower-case hex without separators
 */
export function parseAtr(input: Uint8Array | string): Atr {
  const given = typeof input === 'string' ? fromHex(input) : input;
  const findings: AtrFinding[] = given === null ? [{ code: 'not-hex' }] : [];
  const bytes = given ?? new Uint8Array();
  if (bytes.length > LONGEST) findings.push({ code: 'too-long', length: bytes.length });
  if (given !== null && bytes.length < 2) {
    findings.push({ code: 'truncated', at: bytes.length === 0 ? 'TS' : 'T0', missing: 2 - bytes.length });
  }
  const ts = bytes[0] ?? null;
  const t0 = bytes[1] ?? null;
  const convention = ts === 0x3b ? 'direct' : ts === 0x3f ? 'inverse' : null;
  if (ts !== null && convention === null) findings.push({ code: 'ts-undefined', value: ts });

  const { interfaceBytes, end: historicalStart } = readInterfaceBytes(bytes, findings);
  const indicated = interfaceBytes.flatMap(({ meaning }) => (meaning.kind === 'protocol' ? [meaning.protocol] : []));
  checkProtocols(indicated, findings);
  const namesNone = t0 !== null && (t0 & 0x80) === 0;
  const protocols = namesNone ? [0] : [...new Set(indicated.filter((protocol) => protocol !== 15))];

  const historicalEnd = historicalStart + ((t0 ?? 0) & 0x0f);
  const historical = bytes.subarray(historicalStart, historicalEnd);
  const isCutShort = findings.some(({ code }) => code === 'truncated' || code === 'not-hex');
  if (!isCutShort && bytes.length < historicalEnd) {
    findings.push({ code: 'truncated', at: 'historical-bytes', missing: historicalEnd - bytes.length });
  }
  const contactless = decodeContactless(bytes);
  const decoded =
    contactless?.form === 'storage'
      ? { content: { format: 'pcsc-storage-card' } as const, findings: [] }
      : decodeHistoricalBytes(historical);
  findings.push(...decoded.findings);

  const isRequired = indicated.some((protocol) => protocol !== 0);
  const { tck, end } = readTck(bytes, historicalEnd, isRequired, findings);
  const surplus = bytes.subarray(end);
  if (surplus.length > 0) findings.push({ code: 'surplus', count: surplus.length });

  return {
    bytes: toHex(bytes),
    convention,
    ts,
    t0,
    interfaceBytes,
    protocols,
    transmission: transmissionOf(interfaceBytes, protocols),
    historicalBytes: { bytes: toHex(historical), content: decoded.content },
    contactless,
    tck,
    surplus: toHex(surplus),
    findings,
  };
}

/** Follows the chain from T0 over each TDi. Ends because every step consumes a byte. */
function readInterfaceBytes(bytes: Uint8Array, findings: AtrFinding[]): { interfaceBytes: InterfaceByte[]; end: number } {
  const interfaceBytes: InterfaceByte[] = [];
  const t0 = bytes[1];
  if (t0 === undefined) return { interfaceBytes, end: bytes.length };
  const seen = new Set<string>();
  let offset = 2;
  let protocol = 0;
  let letters = announced(t0 >> 4);
  for (let index = 1; letters.length > 0; index++) {
    let next: typeof letters = [];
    for (const [read, letter] of letters.entries()) {
      const position = `T${letter}${index}` as const;
      const value = bytes[offset];
      if (value === undefined) {
        findings.push({ code: 'truncated', at: position, missing: letters.length - read + (t0 & 0x0f) });
        return { interfaceBytes, end: offset };
      }
      const key = `${letter} for T=${protocol}`;
      const { meaning, reserved } = decodeInterfaceByte(value, { letter, index, protocol, isFirst: !seen.has(key) });
      if (index > 2) seen.add(key);
      interfaceBytes.push({ position, offset, value, meaning });
      for (const field of reserved) findings.push({ code: 'reserved-value', position, field });
      if (meaning.kind === 'protocol') {
        next = [...meaning.follow];
        protocol = meaning.protocol;
      }
      offset += 1;
    }
    letters = next;
  }
  return { interfaceBytes, end: offset };
}

function checkProtocols(indicated: readonly number[], findings: AtrFinding[]): void {
  if (indicated[0] === 15) findings.push({ code: 't15-in-td1' });
  const ascends = indicated.every((protocol, index) => index === 0 || (indicated[index - 1] ?? 0) <= protocol);
  if (!ascends) findings.push({ code: 'protocols-out-of-order', protocols: indicated });
}

/** Reads TCK, which makes the exclusive-or of all bytes from T0 on zero (7816-3 §8.2.5). */
function readTck(bytes: Uint8Array, offset: number, isRequired: boolean, findings: AtrFinding[]): { tck: Tck; end: number } {
  const expected = bytes.subarray(1, offset).reduce((sum, byte) => sum ^ byte, 0);
  const value = bytes[offset];
  const isLast = offset === bytes.length - 1;
  if (value === undefined) {
    const isWhole = !findings.some(({ code }) => code === 'truncated' || code === 'not-hex');
    if (isRequired && isWhole) findings.push({ code: 'tck-missing', expected });
    return { tck: { state: 'absent', isRequired }, end: bytes.length };
  }
  // Where no TCK is allowed, one extra byte is most likely meant as one; several bytes are something else.
  if (!isRequired && !isLast) return { tck: { state: 'absent', isRequired }, end: offset };
  const isRight = value === expected;
  if (!isRequired) findings.push({ code: 'tck-not-allowed', value });
  else if (!isRight) findings.push({ code: 'tck-wrong', value, expected });
  return { tck: { state: 'present', isRequired, value, isRight }, end: offset + 1 };
}

import {
  decodeCardCapabilities,
  decodeCardServiceData,
  decodeLifeCycle,
  type CardCapabilities,
  type CardServiceData,
  type LifeCycle,
} from './card-services.js';
import type { AtrFinding } from './finding.js';
import { toHex } from './hex.js';

/** A compact-TLV data object: its bytes as hex, and their meaning. */
export interface CompactTlv {
  /** 0 to 15; the interindustry tag is 40 + this, hex. */
  readonly tag: number;
  /** Length in bytes as the card announced it; `value` is shorter if the historical bytes end first. */
  readonly length: number;
  readonly value: string;
  readonly meaning: CompactTlvMeaning;
}

/** Interindustry data objects in historical bytes (ISO/IEC 7816-4:2005 §8.1.1.2). Byte strings are hex. */
export type CompactTlvMeaning =
  | { readonly kind: 'country-code' | 'issuer-identification' | 'initial-access-data' | 'card-issuer-data' | 'pre-issuing-data' }
  | { readonly kind: 'card-service-data'; readonly services: CardServiceData }
  | { readonly kind: 'card-capabilities'; readonly capabilities: CardCapabilities }
  | { readonly kind: 'status'; readonly status: CardStatus }
  | { readonly kind: 'application-identifier'; readonly aid: string }
  /** An undefined tag, or a value that its tag does not allow. */
  | { readonly kind: 'other' };

/** Status indicator (§8.1.1.3). */
export interface CardStatus {
  readonly lifeCycle: LifeCycle | null;
  /** Four hex digits; `0000` means not given. */
  readonly statusWord: string | null;
}

/** Historical bytes by category indicator (§8.1.1). */
export type HistoricalContent =
  | { readonly format: 'none' }
  /** Category 00: compact-TLV objects, then three status bytes. */
  | { readonly format: 'compact-tlv-and-status'; readonly objects: readonly CompactTlv[]; readonly status: CardStatus | null }
  /** Category 10: a reference to the DIR data; null when it is missing. */
  | { readonly format: 'dir-reference'; readonly reference: number | null }
  /** Category 80: compact-TLV objects only, possibly with a status among them. */
  | { readonly format: 'compact-tlv'; readonly objects: readonly CompactTlv[] }
  | { readonly format: 'reserved' }
  | { readonly format: 'proprietary' }
  /** What PC/SC part 3 defines for a storage card; it looks like category 80 but is not compact-TLV. */
  | { readonly format: 'pcsc-storage-card' };

export interface DecodedHistoricalBytes {
  readonly content: HistoricalContent;
  readonly findings: readonly AtrFinding[];
}

/** Decodes historical bytes (ISO/IEC 7816-4:2005 §8.1.1). */
export function decodeHistoricalBytes(bytes: Uint8Array): DecodedHistoricalBytes {
  const [category] = bytes;
  const rest = bytes.subarray(1);
  if (category === undefined) return { content: { format: 'none' }, findings: [] };
  if (category === 0x00) return decodeWithStatus(rest);
  if (category === 0x10) {
    const [reference] = rest;
    if (reference !== undefined) return { content: { format: 'dir-reference', reference }, findings: [] };
    return { content: { format: 'dir-reference', reference: null }, findings: [tooShort(category, rest)] };
  }
  if (category === 0x80) {
    const { objects, findings } = decodeObjects(rest);
    return { content: { format: 'compact-tlv', objects }, findings };
  }
  if (category > 0x80 && category <= 0x8f) {
    return { content: { format: 'reserved' }, findings: [{ code: 'reserved-category', value: category }] };
  }
  return { content: { format: 'proprietary' }, findings: [] };
}

/** Returns the application identifiers in the historical bytes, as hex. */
export function applicationIdentifiers(content: HistoricalContent): string[] {
  if (content.format !== 'compact-tlv' && content.format !== 'compact-tlv-and-status') return [];
  return content.objects.flatMap(({ meaning }) => (meaning.kind === 'application-identifier' ? [meaning.aid] : []));
}

function decodeWithStatus(rest: Uint8Array): DecodedHistoricalBytes {
  const STATUS_LENGTH = 3;
  if (rest.length < STATUS_LENGTH) {
    return {
      content: { format: 'compact-tlv-and-status', objects: [], status: null },
      findings: [tooShort(0x00, rest)],
    };
  }
  const { objects, findings } = decodeObjects(rest.subarray(0, -STATUS_LENGTH));
  const status = decodeStatus(rest.subarray(-STATUS_LENGTH));
  return { content: { format: 'compact-tlv-and-status', objects, status }, findings };
}

function tooShort(category: number, rest: Uint8Array): AtrFinding {
  return { code: 'historical-bytes-too-short', category, length: rest.length + 1 };
}

function decodeObjects(bytes: Uint8Array): { objects: CompactTlv[]; findings: AtrFinding[] } {
  const objects: CompactTlv[] = [];
  const findings: AtrFinding[] = [];
  let offset = 0;
  for (let head = bytes[offset]; head !== undefined; head = bytes[offset]) {
    const tag = head >> 4;
    const length = head & 0x0f;
    const value = bytes.subarray(offset + 1, offset + 1 + length);
    const meaning = value.length === length ? decodeObject(tag, value) : null;
    if (value.length < length) findings.push({ code: 'object-truncated', tag, length, available: value.length });
    else if (meaning === null) findings.push({ code: 'object-length', tag, length });
    objects.push({ tag, length, value: toHex(value), meaning: meaning ?? { kind: 'other' } });
    offset += 1 + value.length;
  }
  return { objects, findings };
}

/** Returns null if the tag does not allow a value of this length. */
function decodeObject(tag: number, value: Uint8Array): CompactTlvMeaning | null {
  switch (tag) {
    case 0x1:
      return { kind: 'country-code' };
    case 0x2:
      return { kind: 'issuer-identification' };
    case 0x3: {
      const [byte] = value;
      if (byte === undefined || value.length !== 1) return null;
      return { kind: 'card-service-data', services: decodeCardServiceData(byte) };
    }
    case 0x4:
      return { kind: 'initial-access-data' };
    case 0x5:
      return { kind: 'card-issuer-data' };
    case 0x6:
      return { kind: 'pre-issuing-data' };
    case 0x7: {
      const capabilities = decodeCardCapabilities(value);
      return capabilities === null ? null : { kind: 'card-capabilities', capabilities };
    }
    case 0x8: {
      const status = decodeStatus(value);
      return status === null ? null : { kind: 'status', status };
    }
    case 0xf:
      return { kind: 'application-identifier', aid: toHex(value) };
    default:
      return { kind: 'other' };
  }
}

/** One byte: life cycle. Two: SW1-SW2. Three: both. */
function decodeStatus(bytes: Uint8Array): CardStatus | null {
  const [first] = bytes;
  if (first === undefined) return null;
  switch (bytes.length) {
    case 1:
      return { lifeCycle: decodeLifeCycle(first), statusWord: null };
    case 2:
      return { lifeCycle: null, statusWord: toHex(bytes) };
    case 3:
      return { lifeCycle: decodeLifeCycle(first), statusWord: toHex(bytes.subarray(1)) };
    default:
      return null;
  }
}

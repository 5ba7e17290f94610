import type { InterfaceBytePosition, ReservedField } from './interface-bytes.js';

/**
 * A defect of an ATR, measured against ISO/IEC 7816-3:2006 and ISO/IEC 7816-4:2005. Decoding continues after a finding: many
 * cards in use have defects and work.
 */
export type AtrFinding =
  /** The input is text that is not whole bytes of lower-case hex; nothing was decoded. */
  | { readonly code: 'not-hex' }
  /** The ATR ends before this character; at least `missing` more are expected (7816-3 §8.2). */
  | { readonly code: 'truncated'; readonly at: AtrPart; readonly missing: number }
  /** More than TS and 32 characters (7816-3 §8.2.1); `length` is the total in bytes. */
  | { readonly code: 'too-long'; readonly length: number }
  /** Bytes follow the last one that T0 and the TDi announce. */
  | { readonly code: 'surplus'; readonly count: number }
  /** TS is neither 3B nor 3F (7816-3 §8.1). */
  | { readonly code: 'ts-undefined'; readonly value: number }
  /** TD1 says T=15, which is not a protocol (7816-3 §8.2.3). */
  | { readonly code: 't15-in-td1' }
  /** The protocols in TD1, TD2, … are not in ascending order (7816-3 §8.2.3). */
  | { readonly code: 'protocols-out-of-order'; readonly protocols: readonly number[] }
  /** A value reserved by the standard. */
  | { readonly code: 'reserved-value'; readonly position: InterfaceBytePosition; readonly field: ReservedField }
  /** A protocol other than T=0 is indicated, so there must be a TCK (7816-3 §8.2.5). */
  | { readonly code: 'tck-missing'; readonly expected: number }
  | { readonly code: 'tck-wrong'; readonly value: number; readonly expected: number }
  /** Only T=0 is indicated, so there must be no TCK (7816-3 §8.2.5). */
  | { readonly code: 'tck-not-allowed'; readonly value: number }
  /** Category indicator 81 to 8F (7816-4 §8.1.1). */
  | { readonly code: 'reserved-category'; readonly value: number }
  /** Category 00 without its three status bytes, or category 10 without its reference (7816-4 §8.1.1). */
  | { readonly code: 'historical-bytes-too-short'; readonly category: number; readonly length: number }
  /** A compact-TLV object is longer than the bytes left. */
  | { readonly code: 'object-truncated'; readonly tag: number; readonly length: number; readonly available: number }
  /** The length of a compact-TLV object is not allowed for its tag. */
  | { readonly code: 'object-length'; readonly tag: number; readonly length: number };

/** A character of the ATR by its name in ISO/IEC 7816-3 §8.2, or the historical bytes as a whole. */
export type AtrPart = 'TS' | 'T0' | InterfaceBytePosition | 'historical-bytes';

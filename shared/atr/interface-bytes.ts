import { baudRateAdjustments, clockRates } from './tables.js';

export type InterfaceByteLetter = 'A' | 'B' | 'C' | 'D';

/** Position of an interface byte: `TA1`, `TD2`, … (ISO/IEC 7816-3 §8.2.3). */
export type InterfaceBytePosition = `T${InterfaceByteLetter}${number}`;

/** Classes of operating conditions: A 5 V, B 3 V, C 1.8 V (7816-3 §5.1.3). */
export type OperatingClass = 'A' | 'B' | 'C';
export type ClockStop = 'not-supported' | 'state-l' | 'state-h' | 'no-preference';
/** Use of contact C6 (7816-3 §8.3). */
export type SpuUse = 'not-used' | 'proprietary';

/** Meaning of an interface byte. A field is null if the card used a reserved value. */
export type InterfaceByteMeaning =
  /** TA1: Fi, Di and the highest clock frequency, Hz. */
  | { readonly kind: 'bit-rate'; readonly fi: number | null; readonly di: number | null; readonly fMaxHz: number | null }
  /** TB1: programming voltage; deprecated, to be ignored. `volts` is null if VPP is not connected. */
  | { readonly kind: 'programming-voltage'; readonly volts: number | null }
  /** TC1: extra guard time integer N; 255 is the shortest the protocol allows. */
  | { readonly kind: 'extra-guard-time'; readonly n: number }
  /** TA2: the card is in specific mode. `bitRate`: from TA1, or known to the interface device. */
  | { readonly kind: 'specific-mode'; readonly protocol: number; readonly canChange: boolean; readonly bitRate: 'ta1' | 'implicit' }
  /** TB2: programming voltage in tenths of a volt; deprecated, to be ignored. */
  | { readonly kind: 'programming-voltage-2'; readonly decivolts: number | null }
  /** TC2, for T=0: waiting time integer WI (§10.2). */
  | { readonly kind: 'waiting-time'; readonly wi: number | null }
  /** First TA for T=1: information field size for the card, bytes (§11.4.2). */
  | { readonly kind: 'information-field-size'; readonly ifsc: number | null }
  /** First TB for T=1: character and block waiting time integers (§11.4.3). */
  | { readonly kind: 'block-waiting-times'; readonly cwi: number; readonly bwi: number | null }
  /** First TC for T=1: error detection code (§11.4.4). */
  | { readonly kind: 'error-detection'; readonly code: 'LRC' | 'CRC' }
  /** First TA for T=15: clock stop indicator X and class indicator Y. */
  | { readonly kind: 'clock-stop-and-classes'; readonly clockStop: ClockStop; readonly classes: readonly OperatingClass[] | null }
  /** First TB for T=15: use of contact C6. */
  | { readonly kind: 'spu-use'; readonly use: SpuUse | null }
  /** TDi: the protocol, and the interface bytes that follow. */
  | { readonly kind: 'protocol'; readonly protocol: number; readonly follow: readonly InterfaceByteLetter[] }
  /** The standard defines no meaning for a byte at this position. */
  | { readonly kind: 'unassigned'; readonly protocol: number };

export interface InterfaceByte {
  readonly position: InterfaceBytePosition;
  /** Index in the ATR; TS is 0. */
  readonly offset: number;
  readonly value: number;
  readonly meaning: InterfaceByteMeaning;
}

/** Fields that can hold a reserved value. */
export type ReservedField = 'Fi' | 'Di' | 'TA2' | 'WI' | 'IFSC' | 'BWI' | 'EDC' | 'class' | 'SPU' | 'T';

export interface InterfaceBytePlace {
  readonly letter: InterfaceByteLetter;
  /** i of TAi. */
  readonly index: number;
  /** T in TD(i-1); 0 for the first group. */
  readonly protocol: number;
  /** Whether this is the first byte of its letter with i > 2 for this T. Only the first one has a meaning. */
  readonly isFirst: boolean;
}

/**
 * Decodes one interface byte by its position (ISO/IEC 7816-3 §8.3 for global bytes, §10.2 for T=0, §11.4 for T=1).
 *
 * @returns the meaning, and the fields that hold reserved values
 */
export function decodeInterfaceByte(
  value: number,
  place: InterfaceBytePlace,
): { readonly meaning: InterfaceByteMeaning; readonly reserved: readonly ReservedField[] } {
  if (place.letter === 'D') return decodeProtocol(value);
  if (place.index === 1) return decodeFirstGroup(value, place.letter);
  if (place.index === 2) return decodeSecondGroup(value, place.letter);
  if (place.isFirst && place.protocol === 1) return decodeT1(value, place.letter);
  if (place.isFirst && place.protocol === 15 && place.letter !== 'C') return decodeT15(value, place.letter);
  return { meaning: { kind: 'unassigned', protocol: place.protocol }, reserved: [] };
}

/** Returns the interface bytes that a Y nibble announces, in order (7816-3 §8.2.2). */
export function announced(y: number): InterfaceByteLetter[] {
  return (['A', 'B', 'C', 'D'] as const).filter((_, bit) => (y & (1 << bit)) !== 0);
}

type Decoded = ReturnType<typeof decodeInterfaceByte>;
type ParameterLetter = Exclude<InterfaceByteLetter, 'D'>;

function decodeProtocol(value: number): Decoded {
  const protocol = value & 0x0f;
  // T=2 to T=13 are reserved; T=14 is for protocols outside ISO (§8.2.3).
  const isReserved = protocol >= 2 && protocol <= 13;
  return { meaning: { kind: 'protocol', protocol, follow: announced(value >> 4) }, reserved: isReserved ? ['T'] : [] };
}

function decodeFirstGroup(value: number, letter: ParameterLetter): Decoded {
  switch (letter) {
    case 'A': {
      const rate = clockRates[value >> 4] ?? null;
      const di = baudRateAdjustments[value & 0x0f] ?? null;
      const reserved: ReservedField[] = [];
      if (rate === null) reserved.push('Fi');
      if (di === null) reserved.push('Di');
      return { meaning: { kind: 'bit-rate', fi: rate?.fi ?? null, di, fMaxHz: rate?.fMaxHz ?? null }, reserved };
    }
    case 'B':
      return { meaning: { kind: 'programming-voltage', volts: value & 0x1f || null }, reserved: [] };
    case 'C':
      return { meaning: { kind: 'extra-guard-time', n: value }, reserved: [] };
  }
}

function decodeSecondGroup(value: number, letter: ParameterLetter): Decoded {
  switch (letter) {
    case 'A':
      return {
        meaning: {
          kind: 'specific-mode',
          protocol: value & 0x0f,
          canChange: (value & 0x80) === 0,
          bitRate: (value & 0x10) === 0 ? 'ta1' : 'implicit',
        },
        reserved: (value & 0x60) === 0 ? [] : ['TA2'],
      };
    case 'B':
      return {
        meaning: { kind: 'programming-voltage-2', decivolts: value >= 50 && value <= 250 ? value : null },
        reserved: [],
      };
    case 'C':
      return { meaning: { kind: 'waiting-time', wi: value || null }, reserved: value === 0 ? ['WI'] : [] };
  }
}

function decodeT1(value: number, letter: ParameterLetter): Decoded {
  switch (letter) {
    case 'A': {
      const isReserved = value === 0 || value === 255;
      return { meaning: { kind: 'information-field-size', ifsc: isReserved ? null : value }, reserved: isReserved ? ['IFSC'] : [] };
    }
    case 'B': {
      const bwi = value >> 4;
      const isReserved = bwi > 9;
      return {
        meaning: { kind: 'block-waiting-times', cwi: value & 0x0f, bwi: isReserved ? null : bwi },
        reserved: isReserved ? ['BWI'] : [],
      };
    }
    case 'C':
      return {
        meaning: { kind: 'error-detection', code: (value & 0x01) === 0 ? 'LRC' : 'CRC' },
        reserved: (value & 0xfe) === 0 ? [] : ['EDC'],
      };
  }
}

const clockStops = ['not-supported', 'state-l', 'state-h', 'no-preference'] as const;
const classIndicators: Readonly<Record<number, readonly OperatingClass[]>> = {
  1: ['A'],
  2: ['B'],
  3: ['A', 'B'],
  4: ['C'],
  6: ['B', 'C'],
  7: ['A', 'B', 'C'],
};

function decodeT15(value: number, letter: 'A' | 'B'): Decoded {
  switch (letter) {
    case 'A': {
      const classes = classIndicators[value & 0x3f] ?? null;
      return {
        meaning: { kind: 'clock-stop-and-classes', clockStop: clockStops[value >> 6] ?? 'not-supported', classes },
        reserved: classes === null ? ['class'] : [],
      };
    }
    case 'B': {
      const use = value === 0 ? 'not-used' : (value & 0x80) !== 0 ? 'proprietary' : null;
      // Bit 8 clear announces a standard use, and none is defined.
      return { meaning: { kind: 'spu-use', use }, reserved: use === null ? ['SPU'] : [] };
    }
  }
}

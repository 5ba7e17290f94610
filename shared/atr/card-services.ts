/** Bytes that describe the card's operating system (ISO/IEC 7816-4:2005 §8.1.1.2). */

/** Card service data byte (§8.1.1.2.3). */
export interface CardServiceData {
  readonly selectsByFullDfName: boolean;
  readonly selectsByPartialDfName: boolean;
  /** BER-TLV data objects are available in EF.DIR, EF.ATR. */
  readonly objectsInEfDir: boolean;
  readonly objectsInEfAtr: boolean;
  /** How EF.DIR and EF.ATR are read; null is reserved. */
  readonly access: 'read-binary' | 'read-record' | 'get-data' | null;
  readonly hasMasterFile: boolean;
}

export function decodeCardServiceData(byte: number): CardServiceData {
  const accesses = { 0b100: 'read-binary', 0b000: 'read-record', 0b010: 'get-data' } as const;
  const access = (byte >> 1) & 0b111;
  return {
    selectsByFullDfName: isSet(byte, 8),
    selectsByPartialDfName: isSet(byte, 7),
    objectsInEfDir: isSet(byte, 6),
    objectsInEfAtr: isSet(byte, 5),
    access: access === 0b100 || access === 0b000 || access === 0b010 ? accesses[access] : null,
    hasMasterFile: !isSet(byte, 1),
  };
}

/** Card capabilities: one, two or three software function tables (§8.1.1.2.7, tables 86 to 88). */
export interface CardCapabilities {
  readonly selection: SelectionMethods;
  readonly dataCoding: DataCoding | null;
  readonly commands: CommandCapabilities | null;
}

/** First software function table. */
export interface SelectionMethods {
  readonly byFullDfName: boolean;
  readonly byPartialDfName: boolean;
  readonly byPath: boolean;
  readonly byFileIdentifier: boolean;
  readonly implicit: boolean;
  readonly shortEfIdentifier: boolean;
  readonly recordNumber: boolean;
  readonly recordIdentifier: boolean;
}

/** Second software function table: the data coding byte. */
export interface DataCoding {
  readonly efsOfTlvStructure: boolean;
  readonly write: 'one-time' | 'proprietary' | 'or' | 'and';
  /** FF may begin a BER-TLV tag. */
  readonly ffBeginsTag: boolean;
  /** Size of a data unit, half bytes: a power of two. */
  readonly dataUnitQuartets: number;
}

/** Third software function table. */
export interface CommandCapabilities {
  readonly commandChaining: boolean;
  readonly extendedLengths: boolean;
  /** Who assigns logical channel numbers; `none`: there is only the basic channel. */
  readonly channelsAssignedBy: 'none' | 'interface-device' | 'card' | 'both';
  /** Maximum number of logical channels; 8 means eight or more. */
  readonly mostChannels: number;
}

/** Decodes one to three bytes. Returns null for any other number of bytes. */
export function decodeCardCapabilities(bytes: Uint8Array): CardCapabilities | null {
  const [first, second, third] = bytes;
  if (first === undefined || bytes.length > 3) return null;
  return {
    selection: decodeSelectionMethods(first),
    dataCoding: second === undefined ? null : decodeDataCoding(second),
    commands: third === undefined ? null : decodeCommands(third),
  };
}

function decodeSelectionMethods(byte: number): SelectionMethods {
  return {
    byFullDfName: isSet(byte, 8),
    byPartialDfName: isSet(byte, 7),
    byPath: isSet(byte, 6),
    byFileIdentifier: isSet(byte, 5),
    implicit: isSet(byte, 4),
    shortEfIdentifier: isSet(byte, 3),
    recordNumber: isSet(byte, 2),
    recordIdentifier: isSet(byte, 1),
  };
}

const writes = ['one-time', 'proprietary', 'or', 'and'] as const;
const assigners = ['none', 'interface-device', 'card', 'both'] as const;

function decodeDataCoding(byte: number): DataCoding {
  return {
    efsOfTlvStructure: isSet(byte, 8),
    write: writes[(byte >> 5) & 0b11] ?? 'one-time',
    ffBeginsTag: isSet(byte, 5),
    dataUnitQuartets: 2 ** (byte & 0x0f),
  };
}

function decodeCommands(byte: number): CommandCapabilities {
  return {
    commandChaining: isSet(byte, 8),
    extendedLengths: isSet(byte, 7),
    channelsAssignedBy: assigners[(byte >> 3) & 0b11] ?? 'none',
    mostChannels: (byte & 0b111) + 1,
  };
}

/** Life cycle status (§5.3.3.2, table 13). */
export type LifeCycle =
  | 'not-given'
  | 'creation'
  | 'initialisation'
  | 'operational-activated'
  | 'operational-deactivated'
  | 'termination'
  | 'proprietary'
  | 'reserved';

export function decodeLifeCycle(byte: number): LifeCycle {
  if (byte > 0x0f) return 'proprietary';
  if (byte >= 0x0c) return 'termination';
  switch (byte) {
    case 0x00:
      return 'not-given';
    case 0x01:
      return 'creation';
    case 0x03:
      return 'initialisation';
    case 0x05:
    case 0x07:
      return 'operational-activated';
    case 0x04:
    case 0x06:
      return 'operational-deactivated';
    default:
      return 'reserved';
  }
}

/** Bit b8 is the most significant, as in the standard. */
function isSet(byte: number, bit: number): boolean {
  return (byte & (1 << (bit - 1))) !== 0;
}

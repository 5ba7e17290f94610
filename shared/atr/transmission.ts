import type { ClockStop, InterfaceByte, InterfaceByteMeaning, OperatingClass, SpuUse } from './interface-bytes.js';
import { defaults } from './tables.js';

/**
 * Negotiable: the first offered protocol with default values; PPS is possible. Specific: TA2 names the protocol and values to
 * use at once (ISO/IEC 7816-3 §6.3.1).
 */
export type Mode =
  | { readonly mode: 'negotiable' }
  | { readonly mode: 'specific'; readonly protocol: number; readonly canChange: boolean; readonly bitRate: 'ta1' | 'implicit' };

/** All transmission parameters, with defaults where the ATR gives none; null where the card used a reserved value. */
export interface Transmission {
  readonly mode: Mode;
  /** One bit lasts Fi/Di clock cycles at the card's maximum frequency; fMax in Hz (§8.3). */
  readonly bitRate: { readonly fi: number | null; readonly di: number | null; readonly fMaxHz: number | null };
  /** N of the guard time: 12 etu + N × R / f for 0 to 254; 255: 12 etu for T=0, 11 for T=1 (§8.3). */
  readonly extraGuardTime: number;
  /** For T=0: the waiting time is WI × 960 × Fi / f (§10.2). Null if T=0 is not offered. */
  readonly t0: { readonly wi: number | null } | null;
  /** For T=1 (§11.4). Null if T=1 is not offered. */
  readonly t1: T1Parameters | null;
  readonly clockStop: ClockStop;
  readonly classes: readonly OperatingClass[] | null;
  readonly spu: SpuUse | null;
}

export interface T1Parameters {
  /** Information field size for the card, bytes. */
  readonly ifsc: number | null;
  /** The character waiting time is 11 + 2^CWI etu. */
  readonly cwi: number;
  /** The block waiting time is 11 etu + 2^BWI × 960 × 372 / f. */
  readonly bwi: number | null;
  readonly errorDetection: 'LRC' | 'CRC';
}

/** Combines the interface bytes with the standard's defaults. */
export function transmissionOf(interfaceBytes: readonly InterfaceByte[], protocols: readonly number[]): Transmission {
  const find = <K extends InterfaceByteMeaning['kind']>(kind: K) => meaningOf(interfaceBytes, kind);
  const bitRate = find('bit-rate');
  const specific = find('specific-mode');
  const waitingTime = find('waiting-time');
  const fieldSize = find('information-field-size');
  const waitingTimes = find('block-waiting-times');
  const clockAndClasses = find('clock-stop-and-classes');
  const spu = find('spu-use');
  return {
    mode:
      specific === undefined
        ? { mode: 'negotiable' }
        : { mode: 'specific', protocol: specific.protocol, canChange: specific.canChange, bitRate: specific.bitRate },
    bitRate: bitRate === undefined ? defaults.bitRate : { fi: bitRate.fi, di: bitRate.di, fMaxHz: bitRate.fMaxHz },
    extraGuardTime: find('extra-guard-time')?.n ?? defaults.extraGuardTime,
    t0: protocols.includes(0) ? { wi: waitingTime === undefined ? defaults.t0.wi : waitingTime.wi } : null,
    t1: protocols.includes(1)
      ? {
          ifsc: fieldSize === undefined ? defaults.t1.ifsc : fieldSize.ifsc,
          cwi: waitingTimes === undefined ? defaults.t1.cwi : waitingTimes.cwi,
          bwi: waitingTimes === undefined ? defaults.t1.bwi : waitingTimes.bwi,
          errorDetection: find('error-detection')?.code ?? defaults.t1.errorDetection,
        }
      : null,
    clockStop: clockAndClasses?.clockStop ?? defaults.clockStop,
    classes: clockAndClasses === undefined ? defaults.classes : clockAndClasses.classes,
    spu: spu === undefined ? defaults.spu : spu.use,
  };
}

function meaningOf<K extends InterfaceByteMeaning['kind']>(
  interfaceBytes: readonly InterfaceByte[],
  kind: K,
): Extract<InterfaceByteMeaning, { kind: K }> | undefined {
  for (const { meaning } of interfaceBytes) if (isKind(meaning, kind)) return meaning;
  return undefined;
}

function isKind<K extends InterfaceByteMeaning['kind']>(
  meaning: InterfaceByteMeaning,
  kind: K,
): meaning is Extract<InterfaceByteMeaning, { kind: K }> {
  return meaning.kind === kind;
}

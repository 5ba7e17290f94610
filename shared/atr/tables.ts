/** ISO/IEC 7816-3:2006 §8.3, tables 7 and 8, and the defaults. */

/** Clock rate conversion integer Fi and the highest clock frequency, by bits 8 to 5 of TA1; null is reserved. */
export const clockRates: readonly ({ readonly fi: number; readonly fMaxHz: number } | null)[] = [
  { fi: 372, fMaxHz: 4_000_000 },
  { fi: 372, fMaxHz: 5_000_000 },
  { fi: 558, fMaxHz: 6_000_000 },
  { fi: 744, fMaxHz: 8_000_000 },
  { fi: 1116, fMaxHz: 12_000_000 },
  { fi: 1488, fMaxHz: 16_000_000 },
  { fi: 1860, fMaxHz: 20_000_000 },
  null,
  null,
  { fi: 512, fMaxHz: 5_000_000 },
  { fi: 768, fMaxHz: 7_500_000 },
  { fi: 1024, fMaxHz: 10_000_000 },
  { fi: 1536, fMaxHz: 15_000_000 },
  { fi: 2048, fMaxHz: 20_000_000 },
  null,
  null,
];

/** Baud rate adjustment integer Di, by bits 4 to 1 of TA1; null is reserved. */
export const baudRateAdjustments: readonly (number | null)[] = [null, 1, 2, 4, 8, 16, 32, 64, 12, 20, null, null, null, null, null, null];

/** Defaults where the ATR gives no value (7816-3 §8.3, §10.2, §11.4). */
export const defaults = {
  bitRate: { fi: 372, di: 1, fMaxHz: 5_000_000 },
  extraGuardTime: 0,
  t0: { wi: 10 },
  t1: { ifsc: 32, cwi: 13, bwi: 4, errorDetection: 'LRC' },
  clockStop: 'not-supported',
  classes: ['A'],
  spu: 'not-used',
} as const;

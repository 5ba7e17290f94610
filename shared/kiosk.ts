import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';

/** The shortest and longest PIN that leaves a kiosk. */
export const PIN_LENGTH = { shortest: 6, longest: 64 } as const;
export const pinSchema = z.string().min(1).max(PIN_LENGTH.longest);

/**
 * Whether the desk is locked to this window.
 * - `off`: it is no kiosk.
 * - `locked`: no way out but the administrator's PIN; files cannot be saved, nothing is printed.
 * - `left`: the PIN was given; the window can be closed until the station opens again.
 */
export const kioskSchema = z.strictObject({
  state: z.enum(['off', 'locked', 'left']),
  /** Without a key or a touch for this long the desk shows nobody's data, ms; null: never. */
  idleMs: z.int().positive().nullable(),
});
export type Kiosk = z.infer<typeof kioskSchema>;

/** The calls of this feature: a part of the contract's table. */
export const kioskCalls = {
  /** Leaves the kiosk by the administrator's PIN. The PIN says who may. */
  'kiosk/leave': { role: 'viewer', opensDialog: false, request: z.strictObject({ pin: pinSchema }), value: emptySchema },
} as const satisfies CallTable;

import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';

/** Minimum and maximum length of the PIN that leaves kiosk mode. */
export const PIN_LENGTH = { shortest: 6, longest: 64 } as const;
export const pinSchema = z.string().min(1).max(PIN_LENGTH.longest);

/**
 * Whether the desk is locked to this window.
 * - `off`: kiosk mode is off.
 * - `locked`: only the administrator's PIN leads out; files cannot be saved and nothing is printed.
 * - `left`: the PIN was entered; the window can be closed until the station restarts.
 */
export const kioskSchema = z.strictObject({
  state: z.enum(['off', 'locked', 'left']),
  /** Time without a key or a touch after which the desk hides all personal data, ms; null: never. */
  idleMs: z.int().positive().nullable(),
});
export type Kiosk = z.infer<typeof kioskSchema>;

/** Calls of this feature, merged into the contract. */
export const kioskCalls = {
  /** Leaves kiosk mode with the administrator's PIN, which is the authorization. */
  'kiosk/leave': { role: 'viewer', opensDialog: false, request: z.strictObject({ pin: pinSchema }), value: emptySchema },
} as const satisfies CallTable;

import { ok } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import type { KioskLock } from './kiosk-lock.js';

interface KioskDeps {
  /** Null if the desk is not locked down. */
  readonly kiosk: Pick<KioskLock, 'leave'> | null;
}

/** Handles the PIN that unlocks the desk. A desk that is not locked accepts any. */
export function kioskHandlers({ kiosk }: KioskDeps): Pick<Handlers, 'kiosk/leave'> {
  return { 'kiosk/leave': ({ pin }) => kiosk?.leave(pin) ?? Promise.resolve(ok({})) };
}

import { ok } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import type { KioskLock } from './kiosk-lock.js';

interface KioskDeps {
  /** Null where the desk is no kiosk. */
  readonly kiosk: Pick<KioskLock, 'leave'> | null;
}

/** Answers the PIN that opens a locked desk. A desk that is not locked is open for any. */
export function kioskHandlers({ kiosk }: KioskDeps): Pick<Handlers, 'kiosk/leave'> {
  return { 'kiosk/leave': ({ pin }) => kiosk?.leave(pin) ?? Promise.resolve(ok({})) };
}

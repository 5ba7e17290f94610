import type { Kiosk as KioskState } from '../../shared/kiosk.js';
import type { Settings } from '../settings/settings.js';
import { KioskLock } from './kiosk-lock.js';
import { kioskSystem } from './kiosk-system.js';
import { isPin } from './pin.js';
import type { AttemptRecord } from '../roles/attempt-limiter.js';
import { PinTries } from './pin-tries.js';

/** Returns a function that creates the lock of a locked desk from its settings. */
export function createKiosk(
  { pinHash, idleSeconds }: NonNullable<Settings['kiosk']>,
  file: string,
  record: AttemptRecord | null,
): (onChanged: (state: KioskState) => void) => KioskLock {
  const tries = new PinTries({ file, record, now: Date.now, isRight: (pin) => isPin(pin, pinHash) });
  return (onChanged) => new KioskLock({ tries, idleMs: idleSeconds * 1_000, system: kioskSystem, onChanged });
}

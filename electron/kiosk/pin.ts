import { randomBytes, scrypt, scryptSync, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { PIN_LENGTH } from '../../shared/kiosk.js';

/** scrypt (RFC 7914): 128·N·r bytes of memory, 64 MiB, for each try; OWASP's second recommendation. */
const COST: ScryptOptions = { N: 65_536, r: 8, p: 2, maxmem: 256 * 1024 * 1024 };
const HASH_BYTES = 32;

/** What a PIN's hash looks like in the settings: `scrypt:SALT:HASH`, both as hex. */
export const pinHashPattern = /^scrypt:[0-9a-f]{32}:[0-9a-f]{64}$/;

/** Why a PIN is not taken. */
export class PinError extends Error {
  override readonly name = 'PinError';
}

/**
 * Hashes a PIN for the settings; for the command line, since it keeps the process busy for a moment.
 *
 * @throws PinError when it is too short or too long
 */
export function hashPin(pin: string): string {
  checkLength(pin);
  const salt = randomBytes(16);
  return hashText(salt, scryptSync(pin.normalize('NFC'), salt, HASH_BYTES, COST));
}

/**
 * Hashes a PIN as {@link hashPin} does, and lets the process do its other work meanwhile.
 *
 * @throws PinError when it is too short or too long
 */
export async function hashPinAsync(pin: string): Promise<string> {
  checkLength(pin);
  const salt = randomBytes(16);
  return hashText(salt, await derived(pin, salt));
}

/** Whether a PIN is the one of a hash that {@link hashPin} made; takes as long for a wrong one. */
export async function isPin(pin: string, hash: string): Promise<boolean> {
  const [, salt = '', expected = ''] = hash.split(':');
  return timingSafeEqual(await derived(pin, Buffer.from(salt, 'hex')), Buffer.from(expected, 'hex'));
}

function checkLength({ length }: string): void {
  const { shortest, longest } = PIN_LENGTH;
  if (length < shortest || length > longest) throw new PinError(`A PIN has ${String(shortest)} to ${String(longest)} characters.`);
}

function hashText(salt: Buffer, hash: Buffer): string {
  return `scrypt:${salt.toString('hex')}:${hash.toString('hex')}`;
}

function derived(pin: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin.normalize('NFC'), salt, HASH_BYTES, COST, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

import { randomBytes, scrypt, scryptSync, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { PIN_LENGTH } from '../../shared/kiosk.js';

/** scrypt (RFC 7914): 128·N·r bytes of memory, 64 MiB, for each attempt; OWASP's second recommendation. */
const COST: ScryptOptions = { N: 65_536, r: 8, p: 2, maxmem: 256 * 1024 * 1024 };
const HASH_BYTES = 32;

/** Format of a PIN's hash in the settings: `scrypt:SALT:HASH`, both in hex. */
export const pinHashPattern = /^scrypt:[0-9a-f]{32}:[0-9a-f]{64}$/;

/** Why a PIN is not accepted. */
export class PinError extends Error {
  override readonly name = 'PinError';
}

/**
 * Returns the hash of a PIN for the settings, synchronously; for the command line only, because it blocks the process.
 * @throws PinError if it is too short or too long
 */
export function hashPin(pin: string): string {
  checkLength(pin);
  const salt = randomBytes(16);
  return hashText(salt, scryptSync(pin.normalize('NFC'), salt, HASH_BYTES, COST));
}

/**
 * Returns the hash of a PIN like {@link hashPin}, without blocking the process.
 * @throws PinError if it is too short or too long
 */
export async function hashPinAsync(pin: string): Promise<string> {
  checkLength(pin);
  const salt = randomBytes(16);
  return hashText(salt, await derived(pin, salt));
}

/** Returns whether a PIN matches a hash. Takes equally long for a wrong one. */
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

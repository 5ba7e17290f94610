import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import * as z from 'zod';

/** Derivation of a key from a passphrase: scrypt (RFC 7914). The limits prevent a file from requiring more memory than a desk has. */
export const derivationSchema = z.strictObject({
  name: z.literal('scrypt'),
  /** Cost, a power of two. */
  n: z
    .int()
    .min(2 ** 14)
    .max(2 ** 18)
    .refine((n) => Number.isInteger(Math.log2(n)), { message: 'is no power of two' }),
  r: z.int().min(8).max(16),
  p: z.int().min(1).max(4),
  /** 16 bytes. */
  salt: z.base64().length(24),
});
export type Derivation = z.infer<typeof derivationSchema>;

const hexKey = z.string().regex(/^[0-9a-f]{64}$/);

/** The key derived from a passphrase. It wraps other keys; the passphrase itself is never stored. */
export const passphraseKeySchema = z.strictObject({
  derivation: derivationSchema,
  /** 256 bits as lower-case hex. */
  key: hexKey,
});
export type PassphraseKey = z.infer<typeof passphraseKeySchema>;

/** A key encrypted with another key by AES-256-GCM (NIST SP 800-38D); all parts are Base64. */
export const wrappedKeySchema = z.strictObject({
  cipher: z.literal('aes-256-gcm'),
  nonce: z.base64().length(16),
  tag: z.base64().length(24),
  data: z.base64().max(200),
});
export type WrappedKey = z.infer<typeof wrappedKeySchema>;

/** Returns parameters for a new passphrase: 128 MiB and about half a second for each guess. */
export function newDerivation(): Derivation {
  return { name: 'scrypt', n: 2 ** 17, r: 8, p: 1, salt: randomBytes(16).toString('base64') };
}

/** Derives the key of a passphrase. The text is normalized (NFC), so that different keyboards give the same key. */
export function deriveKey(passphrase: string, derivation: Derivation): PassphraseKey {
  const { n, r, p, salt } = derivation;
  const key = scryptSync(passphrase.normalize('NFC'), Buffer.from(salt, 'base64'), 32, { N: n, r, p, maxmem: 256 * n * r });
  return { derivation, key: key.toString('hex') };
}

/** Encrypts a key. @param key lower-case hex @param context text to bind it to; it cannot be decrypted with another */
export function wrapKey(key: string, { key: wrapping }: PassphraseKey, context: string): WrappedKey {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(wrapping, 'hex'), nonce, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const data = Buffer.concat([cipher.update(Buffer.from(key, 'hex')), cipher.final()]);
  return {
    cipher: 'aes-256-gcm',
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

/** Decrypts a key. Returns lower-case hex, or null if the passphrase or the context is wrong. */
export function unwrapKey({ nonce, tag, data }: WrappedKey, { key: wrapping }: PassphraseKey, context: string): string | null {
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(wrapping, 'hex'), Buffer.from(nonce, 'base64'), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(Buffer.from(tag, 'base64'));
  try {
    return hexKey.parse(Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString('hex'));
  } catch {
    // The tag does not match; GCM reveals nothing more.
    return null;
  }
}

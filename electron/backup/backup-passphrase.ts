import { join } from 'node:path';
import { deriveKey, passphraseKeySchema, type Derivation, type PassphraseKey } from '../store/backup-key.js';
import { readSecret, writeSecret, type StoredSecret } from '../core/secret-file.js';
import type { KeyStore } from '../core/key-store.js';

/** Shortest passphrase, in characters. An attacker with a backup can try passphrases at full speed. */
export const SHORTEST_PASSPHRASE = 12;

/** Why the passphrase was not stored. The message is for a person; nothing was changed. */
export class PassphraseError extends Error {
  override readonly name = 'PassphraseError';
}

const fileOf = (profile: string): string => join(profile, 'backup-passphrase');

/**
 * Stores the key derived from the backup passphrase, never the passphrase itself. Without a system key store it is in a file
 * that only this user can read, as the journal's key is: an attacker who can read one can read the other and needs no backup.
 * @param derivation cost and salt; new each time
 * @throws PassphraseError if the passphrase is too short; or the system's error
 */
export async function storeBackupPassphrase(
  profile: string,
  store: KeyStore,
  passphrase: string,
  derivation: Derivation,
): Promise<StoredSecret['protection']> {
  if (Array.from(passphrase).length < SHORTEST_PASSPHRASE) {
    throw new PassphraseError(`It must have at least ${SHORTEST_PASSPHRASE} characters, on the first line of standard input.`);
  }
  return writeSecret(fileOf(profile), JSON.stringify(deriveKey(passphrase, derivation)), store);
}

/**
 * Returns the key that wraps backups; null if the administrator has set no passphrase.
 * @throws Error if it is stored but cannot be read or decrypted
 */
export async function backupPassphrase(
  profile: string,
  store: KeyStore,
): Promise<{ readonly key: PassphraseKey; readonly protection: StoredSecret['protection'] } | null> {
  const kept = await readSecret(fileOf(profile), store);
  return kept === null ? null : { key: passphraseKeySchema.parse(JSON.parse(kept.text)), protection: kept.protection };
}

import { join } from 'node:path';
import { deriveKey, passphraseKeySchema, type Derivation, type PassphraseKey } from '../store/backup-key.js';
import { readSecret, writeSecret, type StoredSecret } from '../core/secret-file.js';
import type { KeyStore } from '../core/key-store.js';

/** Letters a passphrase must have: whoever finds a backup can try passphrases as fast as their machines can. */
export const SHORTEST_PASSPHRASE = 12;

/** Why the passphrase was not kept, in words for a person; nothing was changed. */
export class PassphraseError extends Error {
  override readonly name = 'PassphraseError';
}

const fileOf = (profile: string): string => join(profile, 'backup-passphrase');

/**
 * Keeps what the passphrase of the backups becomes, never the passphrase itself. Where the system has no key store it
 * lies in a file that only this user can read, as the journal's key does: whoever can read the one can read the other,
 * and needs no backup.
 *
 * @param derivation how hard it is to try passphrases, and the salt: new each time
 * @throws PassphraseError when it is too short; or the system's error
 */
export async function storeBackupPassphrase(
  profile: string,
  store: KeyStore,
  passphrase: string,
  derivation: Derivation,
): Promise<StoredSecret['protection']> {
  if (Array.from(passphrase).length < SHORTEST_PASSPHRASE) {
    throw new PassphraseError(`It must have at least ${SHORTEST_PASSPHRASE} letters. Give it in the first line of standard input.`);
  }
  return writeSecret(fileOf(profile), JSON.stringify(deriveKey(passphrase, derivation)), store);
}

/**
 * What backups are wrapped with; null: the administrator has set no passphrase.
 *
 * @throws Error when it was kept but cannot be read or decrypted
 */
export async function backupPassphrase(
  profile: string,
  store: KeyStore,
): Promise<{ readonly key: PassphraseKey; readonly protection: StoredSecret['protection'] } | null> {
  const kept = await readSecret(fileOf(profile), store);
  return kept === null ? null : { key: passphraseKeySchema.parse(JSON.parse(kept.text)), protection: kept.protection };
}

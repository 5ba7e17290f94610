import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../core/files.js';
import type { KeyStore } from '../core/key-store.js';

/** Environment variable with the password, if the key store does not hold it. */
export const DIRECTORY_PASSWORD_VARIABLE = 'CARD_DESK_DIRECTORY_PASSWORD';

/** Why there is no password; nothing was changed. */
export class PasswordError extends Error {
  override readonly name = 'PasswordError';
}

const fileOf = (profile: string): string => join(profile, 'directory-password');

/**
 * Returns the password for the directory: from the environment, else the stored one.
 * @throws PasswordError if there is none, or the stored one cannot be decrypted
 */
export async function directoryPassword(profile: string, store: KeyStore, env: NodeJS.ProcessEnv): Promise<string> {
  const given = env[DIRECTORY_PASSWORD_VARIABLE];
  if (given !== undefined && given !== '') return given;
  try {
    return store.decrypt(await readFile(fileOf(profile)));
  } catch (error) {
    throw new PasswordError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/**
 * Stores the password in the profile, encrypted by the system's key store for this user; never in plain text.
 * @throws PasswordError if the system has no key store, or the password is empty
 */
export async function storeDirectoryPassword(profile: string, store: KeyStore, password: string): Promise<void> {
  if (password === '') throw new PasswordError('No password was given on standard input.');
  if (!store.isAvailable()) {
    throw new PasswordError(
      `This system has no key store. Set the environment variable ${DIRECTORY_PASSWORD_VARIABLE} to the password instead.`,
    );
  }
  const file = fileOf(profile);
  await writeFileAtomically(file, store.encrypt(password));
}

import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { removeFile, writeFileAtomically } from '../core/files.js';
import { credentialsSchema, type Credentials } from '../../shared/sign-in.js';
import type { KeyStore } from '../core/key-store.js';

const keptSchema = credentialsSchema.extend({ server: z.string() });

/** A name and password for one server, stored with the system's key store only. */
export interface SavedCredentials {
  /** Whether the system has a usable key store. */
  readonly canSave: boolean;
  /** Returns the stored credentials; null if there are none, they are for another server, or the key store cannot decrypt them. */
  read(): Promise<Credentials | null>;
  /** @throws Error if they cannot be stored; nothing has changed then */
  write(credentials: Credentials): Promise<void>;
  forget(): Promise<void>;
}

/** @param file the encrypted file @param server the only host they are for */
export function savedCredentials(file: string, server: string, store: KeyStore): SavedCredentials {
  return {
    canSave: store.isAvailable(),
    read: async () => {
      try {
        const { server: host, ...credentials } = keptSchema.parse(JSON.parse(store.decrypt(await readFile(file))));
        return host === server ? credentials : null;
      } catch {
        // If they cannot be read, the person is asked to sign in again.
        return null;
      }
    },
    write: async (credentials) => {
      if (!store.isAvailable()) throw new Error('This system has no key store.');
      await writeFileAtomically(file, store.encrypt(JSON.stringify({ ...credentials, server })));
    },
    forget: () => removeFile(file),
  };
}

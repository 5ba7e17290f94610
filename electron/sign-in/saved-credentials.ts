import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { removeFile, writeFileAtomically } from '../core/files.js';
import { credentialsSchema, type Credentials } from '../../shared/sign-in.js';
import type { KeyStore } from '../core/key-store.js';

const keptSchema = credentialsSchema.extend({ server: z.string() });

/** A name and a password for one server, kept from one start to the next by the system's key store, never otherwise. */
export interface SavedCredentials {
  /** Whether this system has a key store worth the name. */
  readonly canSave: boolean;
  /** Null when there are none, they are for another server, or the key store does not open them any more. */
  read(): Promise<Credentials | null>;
  /** @throws Error when they cannot be kept; nothing was changed then */
  write(credentials: Credentials): Promise<void>;
  forget(): Promise<void>;
}

/** @param file where they are kept, encrypted @param server the only host they are for */
export function savedCredentials(file: string, server: string, store: KeyStore): SavedCredentials {
  return {
    canSave: store.isAvailable(),
    read: async () => {
      try {
        const { server: host, ...credentials } = keptSchema.parse(JSON.parse(store.decrypt(await readFile(file))));
        return host === server ? credentials : null;
      } catch {
        // Whatever the reason, somebody has to sign in again, and is asked to.
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

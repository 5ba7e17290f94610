import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { writeFileAtomically } from './files.js';
import type { KeyStore } from './key-store.js';

const fileSchema = z.strictObject({
  version: z.literal(1),
  /** `system`: encrypted by the system's key store. `file`: plain, protected by the file's permissions only. */
  protection: z.enum(['system', 'file']),
  data: z.base64(),
});

export interface StoredSecret {
  readonly text: string;
  readonly protection: 'system' | 'file';
}

/**
 * Reads a stored secret of this user.
 * @returns null if there is no such file
 * @throws Error if the file cannot be read or decrypted
 */
export async function readSecret(file: string, store: KeyStore): Promise<StoredSecret | null> {
  let kept: string;
  try {
    kept = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const { protection, data } = fileSchema.parse(JSON.parse(kept));
  const bytes = Buffer.from(data, 'base64');
  return { text: protection === 'system' ? store.decrypt(bytes) : bytes.toString('utf8'), protection };
}

/**
 * Stores a secret in a file, encrypted by the system's key store if there is one, else plain and readable by this user only.
 * The file is complete and on the disk when the promise resolves.
 * @throws the system's error
 */
export async function writeSecret(file: string, text: string, store: KeyStore): Promise<StoredSecret['protection']> {
  const protection = store.isAvailable() ? 'system' : 'file';
  const data = protection === 'system' ? store.encrypt(text) : Buffer.from(text, 'utf8');
  await writeFileAtomically(file, JSON.stringify({ version: 1, protection, data: data.toString('base64') }));
  return protection;
}

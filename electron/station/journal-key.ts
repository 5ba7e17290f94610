import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { z } from 'zod';
import type { KeyStore } from './key-store.js';

const keyFileSchema = z.strictObject({
  version: z.literal(1),
  /** `system`: encrypted by the system's key store. `file`: as it is, protected by the file's access rights only. */
  protection: z.enum(['system', 'file']),
  data: z.base64(),
});

const keySchema = z.string().regex(/^[0-9a-f]{64}$/);

export interface JournalKey {
  /** 256 bits as lower-case hex. */
  readonly key: string;
  readonly protection: 'system' | 'file';
}

/**
 * The key of the journal, made at the first start. Kept in a file of its own, encrypted by the system's key store
 * where there is one; else plain, readable by this user only, which the station says on the screen.
 *
 * @throws Error when the key file is there but cannot be read or decrypted: a journal must never get a second key
 */
export async function journalKey(file: string, store: KeyStore): Promise<JournalKey> {
  const kept = await readIfThere(file);
  if (kept !== null) {
    const { protection, data } = keyFileSchema.parse(JSON.parse(kept));
    const bytes = Buffer.from(data, 'base64');
    return { key: keySchema.parse(protection === 'system' ? store.decrypt(bytes) : bytes.toString('utf8')), protection };
  }
  const key = randomBytes(32).toString('hex');
  const protection = store.isAvailable() ? 'system' : 'file';
  const data = protection === 'system' ? store.encrypt(key) : Buffer.from(key, 'utf8');
  await writeDurably(file, JSON.stringify({ version: 1, protection, data: data.toString('base64') }));
  return { key, protection };
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** A key that is lost loses the journal, so it is on the disk, whole, before anything is encrypted with it. */
async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}

import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { readSecret, writeSecret, type KeptSecret } from './kept-secret.js';
import type { KeyStore } from './key-store.js';

const keySchema = z.string().regex(/^[0-9a-f]{64}$/);

export interface JournalKey {
  /** 256 bits as lower-case hex. */
  readonly key: string;
  readonly protection: KeptSecret['protection'];
}

/**
 * The key of the journal, made at the first start. Kept in a file of its own, encrypted by the system's key store
 * where there is one; else plain, readable by this user only, which the station says on the screen.
 *
 * @throws Error when the key file is there but cannot be read or decrypted: a journal must never get a second key
 */
export async function journalKey(file: string, store: KeyStore): Promise<JournalKey> {
  const kept = await readSecret(file, store);
  if (kept !== null) return { key: keySchema.parse(kept.text), protection: kept.protection };
  return keepJournalKey(file, randomBytes(32).toString('hex'), store);
}

/** Keeps a key that a journal has already. A key that is lost loses the journal, so it is on the disk, whole, afterwards. */
export async function keepJournalKey(file: string, key: string, store: KeyStore): Promise<JournalKey> {
  return { key, protection: await writeSecret(file, key, store) };
}

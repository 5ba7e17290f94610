import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { readSecret, writeSecret, type StoredSecret } from '../core/secret-file.js';
import type { KeyStore } from '../core/key-store.js';

const keySchema = z.string().regex(/^[0-9a-f]{64}$/);

export interface JournalKey {
  /** 256 bits as lower-case hex. */
  readonly key: string;
  readonly protection: StoredSecret['protection'];
}

/**
 * - `missing`: there are files that only the missing key can decrypt.
 * - `unreadable`: the file exists but contains no key that can be decrypted here.
 */
export type JournalKeyProblem = 'missing' | 'unreadable';

/** The journal's key cannot be used. Nothing was changed. */
export class JournalKeyError extends Error {
  override readonly name = 'JournalKeyError';
  constructor(
    readonly problem: JournalKeyProblem,
    readonly file: string,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }
}

/**
 * Returns the journal's key, and creates one if the folder is empty. It is stored in a file of its own, encrypted by the
 * system's key store if there is one, else plain and readable by this user only, which the screen reports.
 * @throws JournalKeyError if files exist that only a lost key can decrypt: a journal must never get a second key
 */
export async function journalKey(file: string, store: KeyStore): Promise<JournalKey> {
  const kept = await readStoredKey(file, store);
  if (kept !== null) return kept;
  const sealed = (await readdir(dirname(file))).filter(isEncryptedStore);
  if (sealed.length > 0)
    throw new JournalKeyError('missing', file, `The file does not exist, and ${sealed.join(', ')} cannot be opened without it`);
  return storeJournalKey(file, randomBytes(32).toString('hex'), store);
}

/**
 * Stores the key of an existing journal. Without its key a journal is lost, so the file is complete and on the disk when the
 * promise resolves.
 */
export async function storeJournalKey(file: string, key: string, store: KeyStore): Promise<JournalKey> {
  return { key, protection: await writeSecret(file, key, store) };
}

async function readStoredKey(file: string, store: KeyStore): Promise<JournalKey | null> {
  try {
    const kept = await readSecret(file, store);
    return kept === null ? null : { key: keySchema.parse(kept.text), protection: kept.protection };
  } catch (error) {
    const detail =
      error instanceof z.ZodError || error instanceof SyntaxError
        ? 'The file is damaged'
        : error instanceof Error
          ? error.message
          : String(error);
    throw new JournalKeyError('unreadable', file, detail, { cause: error });
  }
}

/** Returns whether a file is, or derives from, a store encrypted with the key. */
function isEncryptedStore(name: string): boolean {
  return /\.db(?:$|[.-])/.test(name) && !/\.db\.lock(?:$|-)/.test(name);
}

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
 * - `missing`: there is something that only a lost key opens.
 * - `unreadable`: the file is there, but holds no key that can be decrypted here.
 */
export type JournalKeyProblem = 'missing' | 'unreadable';

/** The journal's key cannot be used; nothing was changed. */
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
 * Returns the key of the journal; makes one where the folder holds nothing yet. It is kept in a file of its own, encrypted by the
 * system's key store where there is one; else plain, readable by this user only, which the station says on the screen.
 *
 * @throws JournalKeyError when there is something that only a lost key opens: a journal must never get a second key
 */
export async function journalKey(file: string, store: KeyStore): Promise<JournalKey> {
  const kept = await readStoredKey(file, store);
  if (kept !== null) return kept;
  const sealed = (await readdir(dirname(file))).filter(isEncryptedStore);
  if (sealed.length > 0)
    throw new JournalKeyError('missing', file, `It is not there, and ${sealed.join(', ')} cannot be opened without it`);
  return storeJournalKey(file, randomBytes(32).toString('hex'), store);
}

/** Keeps a key that a journal has already. A key that is lost loses the journal, so it is on the disk, whole, afterwards. */
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
        ? 'It is damaged'
        : error instanceof Error
          ? error.message
          : String(error);
    throw new JournalKeyError('unreadable', file, detail, { cause: error });
  }
}

/** Whether a file beside the key is, or comes from, a store that the key encrypts. */
function isEncryptedStore(name: string): boolean {
  return /\.db(?:$|[.-])/.test(name) && !/\.db\.lock(?:$|-)/.test(name);
}

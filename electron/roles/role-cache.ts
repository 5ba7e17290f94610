import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { writeFileAtomically } from '../core/files.js';
import { instantSchema } from '../../shared/ids.js';
import { roleSchema, type Role } from '../../shared/roles.js';
import { isSameAccount } from '../core/account-name.js';

const keptSchema = z.array(z.strictObject({ account: z.string(), role: roleSchema.nullable(), at: instantSchema }));
type CachedRole = z.infer<typeof keptSchema>[number];

/** How long the directory's answer counts while it cannot be asked, ms: a long weekend and a day for repairs. */
export const CACHED_MS = 7 * 24 * 3_600_000;
/** Accounts per desk; the least recently updated one is dropped. */
const MOST = 100;

/** The directory's last answers about the groups of the people who work here, for when it cannot be asked. */
export interface RoleCache {
  /** Returns the cached role; null if none is valid. A null role means that no group gives one. */
  read(account: string, now: Date): { readonly role: Role | null; readonly at: string } | null;
  /** Caches a role; resolves when it is on disk. @throws Error if it cannot be written; it then stays in memory only */
  write(account: string, role: Role | null, now: Date): Promise<void>;
}

/** Lengths of AES-256-GCM's nonce and tag, bytes (NIST SP 800-38D). */
const [NONCE, TAG] = [12, 16];

/**
 * Opens the cache. The file is encrypted and authenticated with a key derived from the journal's: it names people, and a forged
 * entry would grant a role.
 * @param file null: in memory only
 * @param journalKey the journal's key, as hex
 */
export async function openRoleCache(file: string | null, journalKey: string | null): Promise<RoleCache> {
  const key = journalKey === null ? null : Buffer.from(hkdfSync('sha256', Buffer.from(journalKey, 'hex'), '', 'card-desk roles', 32));
  const sealed = file === null || key === null ? null : { file, key };
  let kept: readonly CachedRole[] = sealed === null ? [] : await unsealed(sealed.file, sealed.key);
  let writing: Promise<void> = Promise.resolve();
  return {
    read: (account, now) => {
      const found = kept.find((one) => isSameAccount(one.account, account));
      const ageMs = found === undefined ? Number.NaN : now.getTime() - Date.parse(found.at);
      // A negative age means that the clock was set back, so the entry's age is unknown.
      return found !== undefined && ageMs >= 0 && ageMs <= CACHED_MS ? { role: found.role, at: found.at } : null;
    },
    write: (account, role, now) => {
      kept = [{ account, role, at: now.toISOString() }, ...kept.filter((one) => !isSameAccount(one.account, account))].slice(0, MOST);
      if (sealed === null) return Promise.resolve();
      // Writes run in order, so that the last one counts.
      writing = writing.catch(() => undefined).then(() => seal(sealed.file, sealed.key, kept));
      return writing;
    },
  };
}

async function seal(file: string, key: Buffer, kept: readonly CachedRole[]): Promise<void> {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(kept), 'utf8'), cipher.final()]);
  await writeFileAtomically(file, Buffer.concat([nonce, cipher.getAuthTag(), text]));
}

async function unsealed(file: string, key: Buffer): Promise<readonly CachedRole[]> {
  try {
    const bytes = await readFile(file);
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG });
    decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    const text = Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]);
    return keptSchema.parse(JSON.parse(text.toString('utf8')));
  } catch {
    // Missing or forged: as if the directory had never been asked, which allows the least.
    return [];
  }
}

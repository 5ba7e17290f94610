import { createPrivateKey, createPublicKey, hkdfSync, sign, verify, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { contradictionSchema, deskHealthSchema } from '../../shared/desks.js';
import { instantSchema } from '../../shared/ids.js';
import { visibleText } from '../../shared/visible-text.js';
import { canonicalJson, hashSchema } from '../store/chain.js';

/** The public key of a desk's seal: Ed25519, 64 hex digits. */
export const publicKeySchema = z.string().regex(/^[0-9a-f]{64}$/);

/** Length and last hash of a journal. */
const positionSchema = z.strictObject({
  /** The name as other desks display it: no invisible characters or direction marks. */
  station: z
    .string()
    .min(1)
    .max(255)
    .refine((name) => visibleText(name) === name),
  /** Identifies the journal: the hash of its first entry. */
  journal: hashSchema,
  entries: z.int().positive(),
  /** Hash of the last entry. */
  head: hashSchema,
});
export type JournalPosition = z.infer<typeof positionSchema>;

const headSchema = positionSchema.extend({
  version: z.literal(1),
  at: instantSchema,
  health: deskHealthSchema,
  /** What the desk itself found wrong with its journal since it was opened. */
  contradiction: contradictionSchema.nullable(),
  /** What this desk last saw of the others. */
  seen: z.array(positionSchema).max(200),
});
/** A desk's report about its journal and itself. Contains no name, account or card. */
export type DeskHead = Omit<z.infer<typeof headSchema>, 'version'>;

/** A head and the public key of its seal, 64 hex digits. */
export interface SealedHead {
  readonly head: DeskHead;
  readonly key: string;
}

/** The content of a head's file: text, public key and the text's signature (Ed25519), the latter two in hex. */
const fileSchema = z.strictObject({ text: z.string(), key: publicKeySchema, seal: z.string().regex(/^[0-9a-f]{128}$/) });

/** Largest head file to read, bytes. */
export const LARGEST_HEAD = 128 * 1024;

/** Seals the heads of a desk. */
export interface HeadSeal {
  /** The public key by which others recognize the seal. */
  readonly key: string;
  /** Returns the file content of a head. */
  seal(head: DeskHead): string;
}

/**
 * Returns the seal of a journal. It is derived from the journal's key, so it needs no storage and moves with a restored backup.
 * A person with that key could rewrite the journal anyway.
 * @param journalKey the journal's key
 */
export function headSeal(journalKey: string): HeadSeal {
  const seed = Buffer.from(hkdfSync('sha256', journalKey, '', 'card-desk seal of a head', 32));
  const privateKey = createPrivateKey({ key: Buffer.concat([PRIVATE, seed]), format: 'der', type: 'pkcs8' });
  const key = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(PUBLIC.length).toString('hex');
  return {
    key,
    seal: (head) => {
      const text = canonicalJson({ ...head, version: 1 });
      return `${JSON.stringify({ text, key, seal: sign(null, Buffer.from(text, 'utf8'), privateKey).toString('hex') })}\n`;
    },
  };
}

/** Parses a head and verifies its seal. @returns null for anything else */
export function readSealedHead(content: string): SealedHead | null {
  try {
    const { text, key, seal } = fileSchema.parse(JSON.parse(content));
    if (!verify(null, Buffer.from(text, 'utf8'), publicKeyOf(key), Buffer.from(seal, 'hex'))) return null;
    const { version: _, ...head } = headSchema.parse(JSON.parse(text));
    return { head, key };
  } catch {
    return null;
  }
}

/** Returns the name of a head's file, `card-desk-head_STATION_JOURNAL.json`, one for each journal. */
export function headFileName({ station, journal }: Pick<JournalPosition, 'station' | 'journal'>): string {
  // Only characters that are valid in file names on every system.
  return `card-desk-head_${station.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 60)}_${journal.slice(0, 12)}.json`;
}

/** Returns whether a file may contain a head, by its name. */
export function isHeadFile(name: string): boolean {
  return /^card-desk-head_[A-Za-z0-9-]{1,60}_[0-9a-f]{12}\.json$/.test(name);
}

/** DER prefixes of the keys (RFC 8410 §7, §4). */
const PRIVATE = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC = Buffer.from('302a300506032b6570032100', 'hex');

function publicKeyOf(key: string): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC, Buffer.from(key, 'hex')]), format: 'der', type: 'spki' });
}

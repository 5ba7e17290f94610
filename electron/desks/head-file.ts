import { createPrivateKey, createPublicKey, hkdfSync, sign, verify, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { contradictionSchema, deskHealthSchema } from '../../shared/desks.js';
import { instantSchema } from '../../shared/ids.js';
import { visibleText } from '../../shared/visible-text.js';
import { canonicalJson, hashSchema } from '../store/chain.js';

/** The key by which a desk's seal is known: Ed25519, 64 hex digits. */
export const publicKeySchema = z.string().regex(/^[0-9a-f]{64}$/);

/** How far a journal was written. */
const positionSchema = z.strictObject({
  /** As it stands on the screen of another desk: without what nobody sees, or what turns the order. */
  station: z
    .string()
    .min(1)
    .max(255)
    .refine((name) => visibleText(name) === name),
  /** Names the journal: the hash of its first entry. */
  journal: hashSchema,
  entries: z.int().positive(),
  /** The last entry's hash. */
  head: hashSchema,
});
export type JournalPosition = z.infer<typeof positionSchema>;

const headSchema = positionSchema.extend({
  version: z.literal(1),
  at: instantSchema,
  health: deskHealthSchema,
  /** What the desk itself has found to be wrong with its journal since it was opened. */
  contradiction: contradictionSchema.nullable(),
  /** What this desk last saw of the others. */
  seen: z.array(positionSchema).max(200),
});
/** What a desk says of its journal and of itself. Nobody's name, account or card is in it. */
export type DeskHead = Omit<z.infer<typeof headSchema>, 'version'>;

/** A head with whose seal it carries: the public key, 64 hex digits. */
export interface SealedHead {
  readonly head: DeskHead;
  readonly key: string;
}

/** A head as the file holds it: its text, the public key, and the signature of the text (Ed25519), both in hex. */
const fileSchema = z.strictObject({ text: z.string(), key: publicKeySchema, seal: z.string().regex(/^[0-9a-f]{128}$/) });

/** Largest file of a head that is read, bytes. */
export const LARGEST_HEAD = 128 * 1024;

/** What seals the heads of a desk. */
export interface HeadSeal {
  /** The public key, by which others know the seal. */
  readonly key: string;
  /** Returns a head as its file holds it. */
  seal(head: DeskHead): string;
}

/**
 * Makes the seal that belongs to a journal: it is derived from the journal's key, so it needs no keeping, goes along with a restored
 * backup, and whoever can make it could write the journal anew anyway.
 *
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

/** Reads a head whose seal fits it. @returns null for anything else */
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

/** The name of a head's file, `card-desk-head_STATION_JOURNAL.json`: each journal has one. */
export function headFileName({ station, journal }: Pick<JournalPosition, 'station' | 'journal'>): string {
  // A station's name as a file's name can hold it on every system.
  return `card-desk-head_${station.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 60)}_${journal.slice(0, 12)}.json`;
}

/** Whether a file may hold a head, by its name. */
export function isHeadFile(name: string): boolean {
  return /^card-desk-head_[A-Za-z0-9-]{1,60}_[0-9a-f]{12}\.json$/.test(name);
}

/** What stands before the key in its DER form (RFC 8410 §7, §4). */
const PRIVATE = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC = Buffer.from('302a300506032b6570032100', 'hex');

function publicKeyOf(key: string): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC, Buffer.from(key, 'hex')]), format: 'der', type: 'spki' });
}

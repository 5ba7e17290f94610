import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { archivedRangeSchema } from './archive-digest.js';
import { derivationSchema, unwrapKey, wrapKey, wrappedKeySchema, type PassphraseKey } from './backup-key.js';
import { canonicalJson, hashSchema } from './chain.js';
import { readFileHeader, writeFileHeader } from './file-header.js';

/**
 * An archive file has two lines of text, then the entries, compressed (RFC 1952) and encrypted (AES-256-GCM).
 *
 * card-desk-archive 1 <SHA-256 of the second line, 64 hex digits>
 * {"bindings":…,"digest":…,"key":…,…}
 * <encrypted bytes>
 *
 * The second line contains a key made for this file, wrapped as in a backup and bound to the rest of the line, which contains
 * length and hash of the encrypted bytes. So no part of the file can be exchanged unnoticed.
 */
const MAGIC = 'card-desk-archive';
const VERSION = 1;
/** Largest size of an archive's text, bytes. */
const LARGEST_TEXT = 400 * 1024 * 1024;

export const archiveFactsSchema = z.strictObject({
  ...archivedRangeSchema.shape,
  /** The computer that made it. */
  station: z.string().max(255),
  madeAt: z.iso.datetime(),
  /** Identifies the journal: the hash of its first entry. */
  journal: hashSchema,
  /** All its entries were written before this time. */
  before: z.iso.datetime(),
  bindings: z.int().nonnegative(),
});
/** The description of an archive. Contains no name, account or card. */
export type ArchiveFacts = z.infer<typeof archiveFactsSchema>;

const boundSchema = archiveFactsSchema.extend({
  /** Length and hash of the encrypted bytes. */
  bytes: z.int().positive(),
  sha256: hashSchema,
  /** Both in Base64. */
  nonce: z.base64().length(16),
  tag: z.base64().length(24),
  derivation: derivationSchema,
});
const headerSchema = boundSchema.extend({ key: wrappedKeySchema });
export type ArchiveHeader = z.infer<typeof headerSchema>;

/**
 * - `no-archive`: it is not an archive of Card Desk.
 * - `too-new`: a newer Card Desk made it.
 * - `damaged`: a part is missing or altered.
 * - `wrong-passphrase`: it was made with another passphrase, or altered by someone who knows the format.
 */
export type ArchiveFileProblem = 'no-archive' | 'too-new' | 'damaged' | 'wrong-passphrase';

/** An archive that cannot be used. It was not changed. */
export class ArchiveFileError extends Error {
  override readonly name = 'ArchiveFileError';
  constructor(
    readonly problem: ArchiveFileProblem,
    detail: string,
  ) {
    super(detail);
  }
}

/** Returns the bytes of an archive file with this text. */
export function sealArchive(text: string, facts: ArchiveFacts, passphrase: PassphraseKey): Buffer {
  const key = randomBytes(32);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(canonicalJson(facts), 'utf8'));
  const sealed = Buffer.concat([cipher.update(gzipSync(Buffer.from(text, 'utf8'))), cipher.final()]);
  const bound = {
    ...facts,
    bytes: sealed.length,
    sha256: sha256(sealed),
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    derivation: passphrase.derivation,
  };
  const line = canonicalJson({ ...bound, key: wrapKey(key.toString('hex'), passphrase, canonicalJson(bound)) });
  return Buffer.concat([writeFileHeader(MAGIC, VERSION, line), sealed]);
}

/** Reads the description of an archive file and checks the hash of its encrypted bytes. @throws ArchiveFileError */
export function readArchive(file: Buffer): { readonly header: ArchiveHeader; readonly sealed: Buffer } {
  const head = readFileHeader(file, MAGIC, VERSION);
  if (head.problem === 'other-file') throw new ArchiveFileError('no-archive', 'It does not start like an archive');
  if (head.problem === 'too-new') throw new ArchiveFileError('too-new', `It has version ${head.version}`);
  const header = head.problem === null ? headerSchema.safeParse(head.facts) : null;
  if (head.problem !== null || header?.success !== true) throw new ArchiveFileError('damaged', 'Its header was changed');
  const sealed = file.subarray(head.offset);
  if (sealed.length !== header.data.bytes || sha256(sealed) !== header.data.sha256)
    throw new ArchiveFileError('damaged', 'Its content was changed');
  return { header: header.data, sealed };
}

/** Decrypts the text of an archive. @throws ArchiveFileError */
export function openArchive({ header, sealed }: ReturnType<typeof readArchive>, passphrase: PassphraseKey): string {
  const { key: wrapped, ...bound } = header;
  const key = unwrapKey(wrapped, passphrase, canonicalJson(bound));
  if (key === null) throw new ArchiveFileError('wrong-passphrase', 'The passphrase does not open it');
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'hex'), Buffer.from(header.nonce, 'base64'), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(canonicalJson(archiveFactsOf(header)), 'utf8'));
  decipher.setAuthTag(Buffer.from(header.tag, 'base64'));
  try {
    const packed = Buffer.concat([decipher.update(sealed), decipher.final()]);
    return gunzipSync(packed, { maxOutputLength: LARGEST_TEXT }).toString('utf8');
  } catch (error) {
    throw new ArchiveFileError('damaged', error instanceof Error ? error.message : String(error));
  }
}

/** Returns the description of an archive without the encryption parameters. */
export function archiveFactsOf(header: ArchiveHeader): ArchiveFacts {
  const { bytes: _bytes, sha256: _sha256, nonce: _nonce, tag: _tag, derivation: _derivation, key: _key, ...facts } = header;
  return facts;
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

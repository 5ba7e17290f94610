import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import * as z from 'zod';
import { derivationSchema, unwrapKey, wrapKey, wrappedKeySchema, type PassphraseKey } from './backup-key.js';
import { canonicalJson, hashSchema } from './chain.js';
import { LONGEST_HEADER, readFileHeader, writeFileHeader } from './file-header.js';

/**
 * A backup file has two lines of text, then the journal's database, encrypted as at the station.
 *
 * card-desk-backup 1 <SHA-256 of the second line, 64 hex digits>
 * {"entries":…,"head":…,"key":…,…}
 * <bytes of the database>
 *
 * The second line contains the journal's key, wrapped with a key derived from the administrator's passphrase and bound to the
 * rest of the line, which contains length and hash of the database. So no part of the file can be exchanged unnoticed.
 */
const MAGIC = 'card-desk-backup';
const VERSION = 1;
const CHUNK = 1024 * 1024;

const factsSchema = z.strictObject({
  /** The computer that made it. */
  station: z.string().max(255),
  madeAt: z.iso.datetime(),
  /** Identifies the journal: the hash of its first entry. */
  journal: hashSchema,
  entries: z.int().positive(),
  /** Hash of the last entry. */
  head: hashSchema,
});
/** The description of a backup. */
export type BackupFacts = z.infer<typeof factsSchema>;

const boundSchema = factsSchema.extend({
  /** Length and hash of the database. */
  bytes: z.int().positive(),
  sha256: hashSchema,
  derivation: derivationSchema,
});
const headerSchema = boundSchema.extend({ key: wrappedKeySchema });
export type BackupHeader = z.infer<typeof headerSchema>;

/**
 * - `no-backup`: it is not a backup of Card Desk.
 * - `too-new`: a newer Card Desk made it.
 * - `damaged`: a part is missing or altered.
 * - `wrong-passphrase`: it was made with another passphrase, or altered by someone who knows the format.
 */
export type BackupFileProblem = 'no-backup' | 'too-new' | 'damaged' | 'wrong-passphrase';

/** A backup that cannot be used. It was not changed. */
export class BackupFileError extends Error {
  override readonly name = 'BackupFileError';
  constructor(
    readonly problem: BackupFileProblem,
    detail: string,
  ) {
    super(detail);
  }
}

/**
 * Writes a backup file and flushes it to the disk.
 * @param database path of a copy of the database
 * @param key the journal's key, lower-case hex
 * @returns the file's length in bytes
 * @throws the system's error
 */
export function writeBackup(file: string, database: string, facts: BackupFacts, key: string, passphrase: PassphraseKey): number {
  const { bytes, hash } = measure(database);
  const bound = { ...facts, bytes, sha256: hash, derivation: passphrase.derivation };
  const line = canonicalJson({ ...bound, key: wrapKey(key, passphrase, canonicalJson(bound)) });
  const head = writeFileHeader(MAGIC, VERSION, line);
  // Never overwrites an existing file.
  const out = openSync(file, 'wx', 0o600);
  try {
    writeAll(out, head);
    eachChunk(database, 0, (chunk) => {
      writeAll(out, chunk);
    });
    fsyncSync(out);
  } finally {
    closeSync(out);
  }
  return head.length + bytes;
}

/** Returns the description of a backup file and the offset of its database. @throws BackupFileError, or the system's error */
export function readBackupHeader(file: string): { readonly header: BackupHeader; readonly offset: number } {
  const start = Buffer.alloc(LONGEST_HEADER);
  const source = openSync(file, 'r');
  let length: number;
  try {
    length = readSync(source, start, 0, LONGEST_HEADER, 0);
  } finally {
    closeSync(source);
  }
  const head = readFileHeader(start.subarray(0, length), MAGIC, VERSION);
  if (head.problem === 'other-file') throw new BackupFileError('no-backup', 'It does not start like a backup');
  if (head.problem === 'too-new') throw new BackupFileError('too-new', `It has version ${head.version}`);
  const header = head.problem === null ? headerSchema.safeParse(head.facts) : null;
  if (head.problem !== null || header?.success !== true) throw new BackupFileError('damaged', 'Its header was changed');
  return { header: header.data, offset: head.offset };
}

/**
 * Extracts the database from a backup file.
 * @param to path of the new file; it must not exist
 * @throws BackupFileError `damaged` if the bytes differ from those written; or the system's error
 */
export function extractDatabase(file: string, { header, offset }: ReturnType<typeof readBackupHeader>, to: string): void {
  const hash = createHash('sha256');
  let bytes = 0;
  const out = openSync(to, 'wx', 0o600);
  try {
    eachChunk(file, offset, (chunk) => {
      hash.update(chunk);
      bytes += chunk.length;
      writeAll(out, chunk);
    });
    fsyncSync(out);
  } finally {
    closeSync(out);
  }
  if (bytes !== header.bytes) throw new BackupFileError('damaged', `It contains ${bytes} bytes of the journal instead of ${header.bytes}`);
  if (hash.digest('hex') !== header.sha256) throw new BackupFileError('damaged', 'The content of its journal was changed');
}

/** Returns the journal's key from a backup. @throws BackupFileError `wrong-passphrase` */
export function keyInBackup(header: BackupHeader, passphrase: PassphraseKey): string {
  const { key: wrapped, ...bound } = header;
  const key = unwrapKey(wrapped, passphrase, canonicalJson(bound));
  if (key === null) throw new BackupFileError('wrong-passphrase', 'The passphrase does not open it');
  return key;
}

function measure(file: string): { readonly bytes: number; readonly hash: string } {
  const hash = createHash('sha256');
  let bytes = 0;
  eachChunk(file, 0, (chunk) => {
    hash.update(chunk);
    bytes += chunk.length;
  });
  return { bytes, hash: hash.digest('hex') };
}

function eachChunk(file: string, from: number, take: (chunk: Buffer) => void): void {
  const source = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(CHUNK, Math.max(1, fstatSync(source).size)));
    for (let at = from; ;) {
      const read = readSync(source, buffer, 0, buffer.length, at);
      if (read === 0) return;
      take(buffer.subarray(0, read));
      at += read;
    }
  } finally {
    closeSync(source);
  }
}

function writeAll(out: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(out, bytes, written);
}

import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { canonicalJson, hashSchema } from './chain.js';

/**
 * The head of a journal (its number of entries and last hash), stored outside the journal and the profile. A journal restored
 * from a copy does not bring its head along, so the station notices.
 *
 * The file has two slots of one disk sector each, written alternately and in place. If a power failure damages one, the other
 * remains. The head is written only after its entries are on the disk: it may lag behind the journal but is never ahead.
 */
export interface JournalHead {
  /** Identifies the journal's key, see {@link keyFingerprint}. */
  readonly key: string;
  readonly entries: number;
  /** Hash of the last entry. */
  readonly head: string;
}

/** Result of comparing an opened journal with its head. */
export type HeadComparison =
  /** The journal is as it was left, or has more entries. So is a new journal without a head. */
  | { readonly standing: 'current' }
  /** The journal lacks entries that were written here: it is an older copy, or another journal. */
  | { readonly standing: 'behind'; readonly known: number; readonly found: number }
  /** The journal has entries but no head: it comes from elsewhere. */
  | { readonly standing: 'unknown'; readonly found: number };

const SLOT_BYTES = 512;

const slotSchema = z.strictObject({ serial: z.int().nonnegative(), key: hashSchema, entries: z.int().nonnegative(), head: hashSchema });
type Slot = z.infer<typeof slotSchema>;

/** Returns a fingerprint of a journal's key that does not reveal it: the key is 256 random bits. */
export function keyFingerprint(key: string): string {
  return sha256(`card-desk journal key\n${key}`);
}

/**
 * Returns the path of a journal's head: in the user's folder for state of this computer, under a name derived from the path of
 * the journal's folder. `XDG_STATE_HOME` counts on every system, so that tests leave nothing in a home folder.
 */
export function headFileOf(journalFolder: string, platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  return join(stateFolder(platform, env, home), 'card-desk', 'journal-heads', `${sha256(resolve(journalFolder)).slice(0, 32)}.head`);
}

function stateFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  const { XDG_STATE_HOME: given = '', LOCALAPPDATA: local = '' } = env;
  if (given !== '') return given;
  switch (platform) {
    case 'win32':
      return local === '' ? join(home, 'AppData', 'Local') : local;
    case 'darwin':
      return join(home, 'Library', 'Application Support');
    default:
      return join(home, '.local', 'state');
  }
}

/** Reads a head. @returns null if there is none or both slots are damaged @throws the system's error */
export function readHead(file: string): JournalHead | null {
  const slot = newestSlot(file);
  return slot === null ? null : { key: slot.key, entries: slot.entries, head: slot.head };
}

/** Number and hash of the last entry of a journal. */
type LastEntry = () => { readonly seq: number; readonly hash: string };

/** Keeps the head of an open journal up to date. */
export class TrackedHead {
  readonly #file: string | undefined;
  readonly #key: string;
  readonly #last: LastEntry;
  readonly #hashOf: (seq: number) => string | undefined;
  /** Null if no head is tracked, or not yet. */
  #open: HeadFile | null = null;

  /**
   * @param file undefined for no head
   * @param hashOf returns the hash of an entry by number
   */
  constructor(file: string | undefined, key: string | null, last: LastEntry, hashOf: (seq: number) => string | undefined) {
    this.#file = file;
    this.#key = keyFingerprint(key ?? '');
    this.#last = last;
    this.#hashOf = hashOf;
  }

  /** Compares the journal with its stored head. @throws the system's error */
  compare(): HeadComparison {
    if (this.#file === undefined) return { standing: 'current' };
    const { seq: found } = this.#last();
    const known = readHead(this.#file);
    if (known === null) return found === 0 ? { standing: 'current' } : { standing: 'unknown', found };
    // The process may have ended between writing an entry and the head: the head then names an earlier entry.
    const isThere = known.key === this.#key && (known.entries === 0 || this.#hashOf(known.entries) === known.head);
    return isThere ? { standing: 'current' } : { standing: 'behind', known: known.entries, found };
  }

  /** Writes the head and tracks it from now on. @throws the system's error */
  track(): void {
    if (this.#file === undefined || this.#open !== null) return;
    this.#open = new HeadFile(this.#file);
    this.#write(this.#open);
  }

  /** Updates the head to the entries that are on the disk. */
  update(): void {
    if (this.#open === null) return;
    try {
      this.#write(this.#open);
    } catch {
      // The entries are on the disk, so the call has succeeded. The head lags until the next one, which raises no alarm.
    }
  }

  /** @throws the system's error */
  close(): void {
    this.#open?.close();
    this.#open = null;
  }

  #write(open: HeadFile): void {
    const { seq, hash } = this.#last();
    open.write({ key: this.#key, entries: seq, head: hash });
  }
}

/** The open file of a head. */
class HeadFile {
  readonly #file: number;
  #serial: number;

  /** Opens the file, or creates it with its folder. @throws the system's error */
  constructor(file: string) {
    this.#serial = newestSlot(file)?.serial ?? 0;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Not truncated: the other slot must remain.
    this.#file = openToWrite(file);
  }

  /** Writes the head without flushing: a head that lags raises no alarm. @throws the system's error */
  write({ key, entries, head }: JournalHead): void {
    this.#serial += 1;
    const text = canonicalJson({ serial: this.#serial, key, entries, head });
    const slot = Buffer.from(`${text} ${sha256(text)}`.padEnd(SLOT_BYTES - 1).concat('\n'), 'utf8');
    writeSync(this.#file, slot, 0, SLOT_BYTES, (this.#serial % 2) * SLOT_BYTES);
  }

  /** Flushes and closes the file. @throws the system's error */
  close(): void {
    try {
      fsyncSync(this.#file);
    } finally {
      closeSync(this.#file);
    }
  }
}

function openToWrite(file: string): number {
  try {
    return openSync(file, 'r+');
  } catch (error) {
    if (!isMissing(error)) throw error;
    return openSync(file, 'wx+', 0o600);
  }
}

function newestSlot(file: string): Slot | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  const slots = [0, 1].flatMap((index) => parseSlot(bytes.toString('utf8', index * SLOT_BYTES, (index + 1) * SLOT_BYTES)) ?? []);
  return slots.reduce<Slot | null>((newest, slot) => (newest === null || slot.serial > newest.serial ? slot : newest), null);
}

function parseSlot(bytes: string): Slot | null {
  const [, text = '', hash] = /^(\{.*\}) ([0-9a-f]{64}) *\n$/.exec(bytes) ?? [];
  if (hash === undefined || sha256(text) !== hash) return null;
  const slot = slotSchema.safeParse(JSON.parse(text));
  return slot.success ? slot.data : null;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

import { createHash, type Hash } from 'node:crypto';
import * as z from 'zod';
import { hashSchema } from './chain.js';

/** Replaces the text of an archived entry in the journal. */
export const ARCHIVED_BODY = '{}';

/** The event of the entry that records an archive. */
export const ARCHIVED_EVENT = 'journal-archived';

/** The entries in an archive: count, first and last number, and a digest over the number and hash of each. */
export const archivedRangeSchema = z.object({
  entries: z.int().positive(),
  first: z.int().positive(),
  last: z.int().positive(),
  /** Hash of the last entry. */
  lastHash: hashSchema,
  digest: hashSchema,
});
export type ArchivedRange = z.infer<typeof archivedRangeSchema>;

/**
 * Computes which entries are archived. Add them in order. The digest is SHA-256 over one line for each entry (number, space,
 * hash, line feed), as 64 lower-case hex digits.
 */
export class RangeDigest {
  readonly #hash: Hash = createHash('sha256');
  #entries = 0;
  #first = 0;
  #last = 0;
  #lastHash = '';

  /** Number of the first entry; 0 if there is none. */
  get first(): number {
    return this.#first;
  }

  add({ seq, hash }: { readonly seq: number; readonly hash: string }): void {
    this.#hash.update(`${String(seq)} ${hash}\n`, 'utf8');
    if (this.#entries === 0) this.#first = seq;
    this.#entries += 1;
    this.#last = seq;
    this.#lastHash = hash;
  }

  /** Returns the range. Nothing can be added after this call. */
  end(): ArchivedRange {
    return { entries: this.#entries, first: this.#first, last: this.#last, lastHash: this.#lastHash, digest: this.#hash.digest('hex') };
  }
}

/** Returns whether two ranges describe the same entries. */
export function isSameRange(one: ArchivedRange, other: ArchivedRange): boolean {
  return (
    one.entries === other.entries &&
    one.first === other.first &&
    one.last === other.last &&
    one.lastHash === other.lastHash &&
    one.digest === other.digest
  );
}

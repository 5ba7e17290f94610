import { createHash, type Hash } from 'node:crypto';
import * as z from 'zod';
import { hashSchema } from './chain.js';

/** What stands in a journal in place of the text of an entry that is in an archive. */
export const ARCHIVED_BODY = '{}';

/** The event of the entry that says that entries were taken into an archive. */
export const ARCHIVED_EVENT = 'journal-archived';

/** Which entries an archive holds: their count, the first and the last, and a digest over the number and hash of each. */
export const archivedRangeSchema = z.object({
  entries: z.int().positive(),
  first: z.int().positive(),
  last: z.int().positive(),
  /** The hash of the last of them. */
  lastHash: hashSchema,
  digest: hashSchema,
});
export type ArchivedRange = z.infer<typeof archivedRangeSchema>;

/**
 * Adds up which entries are archived, one by one in the order of their numbers. The digest is SHA-256 over a line for each: its
 * number, a blank, its hash, a line feed; as 64 lower-case hex digits.
 */
export class RangeDigest {
  readonly #hash: Hash = createHash('sha256');
  #entries = 0;
  #first = 0;
  #last = 0;
  #lastHash = '';

  /** The number of the first one; 0: there was none. */
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

  /** What they add up to; nothing more can be added. */
  end(): ArchivedRange {
    return { entries: this.#entries, first: this.#first, last: this.#last, lastHash: this.#lastHash, digest: this.#hash.digest('hex') };
  }
}

/** Whether two descriptions name the same entries. */
export function isSameRange(one: ArchivedRange, other: ArchivedRange): boolean {
  return (
    one.entries === other.entries &&
    one.first === other.first &&
    one.last === other.last &&
    one.lastHash === other.lastHash &&
    one.digest === other.digest
  );
}

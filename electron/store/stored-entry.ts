import * as z from 'zod';
import type { JournalEntry } from './journal.js';

/** The columns that {@link entryOf} reads. */
export const entryColumns = 'seq, body, previous_hash, hash, archived_by';
/** The same for a journal of an older version, without archives. */
export const olderEntryColumns = 'seq, body, previous_hash, hash, NULL AS archived_by';

const entryRow = z.object({
  seq: z.int(),
  body: z.string(),
  previous_hash: z.string(),
  hash: z.string(),
  archived_by: z.int().nullable(),
});

/** Parses the row of an entry. @throws ZodError if it is invalid */
export function entryOf(row: unknown): JournalEntry {
  const { seq, body, previous_hash: previousHash, hash, archived_by: archivedBy } = entryRow.parse(row);
  return { seq, body, previousHash, hash, ...(archivedBy === null ? {} : { archivedBy }) };
}

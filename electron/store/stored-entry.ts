import * as z from 'zod';
import type { JournalEntry } from './journal.js';

/** The columns of an entry, as {@link entryOf} reads them. */
export const entryColumns = 'seq, body, previous_hash, hash, archived_by';
/** The same of a journal that an older Card Desk wrote, which took nothing into an archive. */
export const olderEntryColumns = 'seq, body, previous_hash, hash, NULL AS archived_by';

const entryRow = z.object({
  seq: z.int(),
  body: z.string(),
  previous_hash: z.string(),
  hash: z.string(),
  archived_by: z.int().nullable(),
});

/** Reads an entry out of its row. @throws ZodError when it is none */
export function entryOf(row: unknown): JournalEntry {
  const { seq, body, previous_hash: previousHash, hash, archived_by: archivedBy } = entryRow.parse(row);
  return { seq, body, previousHash, hash, ...(archivedBy === null ? {} : { archivedBy }) };
}

import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { guidSchema, instantSchema } from './ids.js';

/** What the journal keeps about a binding that was moved to an archive: that it existed, without the person. */
export const archivedBindingSchema = z.strictObject({
  /** Id by which the archive finds the binding. */
  bindingId: guidSchema,
  confirmedAt: instantSchema,
  archivedAt: instantSchema,
  /** Name of the archive file when it was made. */
  file: z.string(),
});
export type ArchivedBinding = z.infer<typeof archivedBindingSchema>;

/** Archived bindings within a period. */
export const archivedPartSchema = z.strictObject({
  /** Number of archived bindings that were confirmed in the period. */
  bindings: z.int().nonnegative(),
  /** Entries older than this may be in an archive. */
  before: instantSchema,
});
export type ArchivedPart = z.infer<typeof archivedPartSchema>;

/**
 * Why nothing was archived; the journal is unchanged.
 * - `off`: archiving is not set up.
 * - `station-open`: the station is in use.
 * - `no-passphrase`: no backup passphrase is set.
 * - `no-good-backup`: there is no good backup of this journal.
 * - `clock`: the last journal entry is later than the computer's clock.
 * - `exists`: a file of this name exists and is not an archive that was begun.
 * - `file`: the archive could not be written, or reading it back gave something else.
 * - `journal`: the journal could not be read or written.
 */
export const archiveProblems = ['off', 'station-open', 'no-passphrase', 'no-good-backup', 'clock', 'exists', 'file', 'journal'] as const;
export const archiveProblemSchema = z.enum(archiveProblems);
export type ArchiveProblem = z.infer<typeof archiveProblemSchema>;

/** Result of archiving. */
export const archivedSchema = z.strictObject({
  file: z.string(),
  /** Entries and bindings in the archive. With 0 entries nothing was old enough and there is no file. */
  entries: z.int().nonnegative(),
  bindings: z.int().nonnegative(),
  /** SHA-256 of the file; empty if there is none. */
  sha256: z.string(),
  /** Whether this run completed an archive that an earlier run began. */
  resumed: z.boolean(),
  /** Whether enough is left for another archive. */
  more: z.boolean(),
  /**
   * Bindings that are old enough but stay: not settled, part of a run that stays, or not yet in a backup, the collector or
   * the card stock.
   */
  held: z.int().nonnegative(),
  /** Whether the journal's files were rewritten, so that no archived data is left in them. */
  swept: z.boolean(),
});
export type Archived = z.infer<typeof archivedSchema>;

/** Calls of this feature, merged into the contract. */
export const archiveCalls = {
  /** Moves old, closed bindings from the journal to an archive file that the user chooses. Null: no file was chosen. */
  'journal/archive': { role: 'administrator', opensDialog: true, request: emptySchema, value: archivedSchema.nullable() },
} as const satisfies CallTable;

import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { guidSchema, instantSchema } from './ids.js';

/** What is known of a binding that was taken out of the journal into an archive: that it was here, not whose it was. */
export const archivedBindingSchema = z.strictObject({
  /** By which the archive finds it. */
  bindingId: guidSchema,
  confirmedAt: instantSchema,
  archivedAt: instantSchema,
  /** The name of the archive's file when it was made. */
  file: z.string(),
});
export type ArchivedBinding = z.infer<typeof archivedBindingSchema>;

/** What a period has of archived bindings. */
export const archivedPartSchema = z.strictObject({
  /** Bindings confirmed in the period that are in an archive. */
  bindings: z.int().nonnegative(),
  /** Entries before this moment may be in an archive. */
  before: instantSchema,
});
export type ArchivedPart = z.infer<typeof archivedPartSchema>;

/**
 * Why nothing was archived; the journal is as it was.
 * - `off`: the settings ask for no archives.
 * - `station-open`: a person works at the station.
 * - `no-passphrase`: the passphrase of the backups is not set.
 * - `no-good-backup`: no good backup of this journal is there.
 * - `clock`: the last entry of the journal is later than the clock of the computer.
 * - `exists`: there is a file of this name, which is not an archive that was begun.
 * - `file`: the archive could not be written, or what was read back is not what was written.
 * - `journal`: the journal could not be read or written.
 */
export const archiveProblems = ['off', 'station-open', 'no-passphrase', 'no-good-backup', 'clock', 'exists', 'file', 'journal'] as const;
export const archiveProblemSchema = z.enum(archiveProblems);
export type ArchiveProblem = z.infer<typeof archiveProblemSchema>;

/** What was archived. */
export const archivedSchema = z.strictObject({
  file: z.string(),
  /** Entries and bindings in the archive; 0 entries: nothing was old enough, and there is no file. */
  entries: z.int().nonnegative(),
  bindings: z.int().nonnegative(),
  /** SHA-256 of the file; empty where there is none. */
  sha256: z.string(),
  /** Whether an archive was completed that an earlier run had begun. */
  resumed: z.boolean(),
  /** Whether there is more for another archive. */
  more: z.boolean(),
  /** Bindings that are old enough and stay: not finished, of a run that stays, or not yet in a backup, the collector or the card stock. */
  held: z.int().nonnegative(),
  /** Whether the journal's files were rewritten, so that nothing of what was archived is left in them. */
  swept: z.boolean(),
});
export type Archived = z.infer<typeof archivedSchema>;

/** The calls of this feature: a part of the contract's table. */
export const archiveCalls = {
  /** Takes old, closed bindings out of the journal into an archive; asks where to write it. Null: nobody chose a file. */
  'journal/archive': { role: 'administrator', opensDialog: true, request: emptySchema, value: archivedSchema.nullable() },
} as const satisfies CallTable;

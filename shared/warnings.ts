import * as z from 'zod';
import { backupProblemSchema } from './backup.js';
import { instantSchema } from './ids.js';
import { directoryFailureSchema } from './requests.js';
import { MAX_NOTE_LENGTH, versionSchema } from './updates.js';

/** What is wrong with the station's own set-up, in order of weight; shown until it is mended. */
export const warningsSchema = z.array(
  z.discriminatedUnion('code', [
    z.strictObject({ code: z.literal('roster-invalid'), file: z.string(), detail: z.string() }),
    /** The system has no key store: the journal's key lies in a file that only this user can read. */
    z.strictObject({ code: z.literal('journal-key-in-file') }),
    /** The journal's file was damaged; it is kept under another name and a fresh one was begun. */
    z.strictObject({ code: z.literal('journal-set-aside'), file: z.string(), detail: z.string() }),
    /** The journal is an older copy than the one last used here, or was brought from elsewhere: nothing unfinished in it is sent by itself. */
    z.strictObject({ code: z.literal('journal-put-back') }),
    /** The journal cannot be written just now; bindings that are under way are kept in memory. */
    z.strictObject({ code: z.literal('journal-trouble'), detail: z.string() }),
    /** The folder of prepared cards cannot be looked into; what was taken from it before stays. */
    z.strictObject({ code: z.literal('prepared-folder'), folder: z.string(), detail: z.string() }),
    /** Files of prepared cards that are not used as they are now: how many, and one of them by name. */
    z.strictObject({ code: z.literal('prepared-unusable'), file: z.string(), files: z.int().positive() }),
    /** So few cards are left in stock as the administrator wants to be warned of, or fewer. */
    z.strictObject({ code: z.literal('stock-low'), left: z.int().nonnegative() }),
    /** The stock cannot be written just now: what was bound is taken out of it at the next start. */
    z.strictObject({ code: z.literal('stock-trouble'), detail: z.string() }),
    /** The stock's file was damaged; it is kept under another name and an empty one was begun. */
    z.strictObject({ code: z.literal('stock-set-aside'), file: z.string(), detail: z.string() }),
    /** The directory does not answer: names and photos are those it gave until `asOf`, null when it never gave any. */
    z.strictObject({
      code: z.literal('directory-down'),
      since: instantSchema,
      asOf: instantSchema.nullable(),
      trouble: directoryFailureSchema,
    }),
    /** Groups that the settings name under `roles.groups` are not in the directory, or not for the station to see. */
    z.strictObject({ code: z.literal('groups-unknown'), groups: z.array(z.string()).min(1) }),
    /** The server refused a kind of request several times in a row; `type` is its number where the kind is a type. */
    z.strictObject({
      code: z.literal('kind-refused'),
      kind: z.enum(['personal', 'type']),
      type: z.int().nullable(),
      count: z.int().positive(),
    }),
    /** The server refused so many bindings in a row for the same reason that nobody should go on. */
    z.strictObject({ code: z.literal('refused-in-a-row'), count: z.int().positive(), message: z.string().max(4096) }),
    /** Backups are set up, but no passphrase is: none is made. */
    z.strictObject({ code: z.literal('backup-no-passphrase'), folder: z.string() }),
    /** The last backup of the journal failed; `lastGoodAt` is null when there never was a good one from here. */
    z.strictObject({
      code: z.literal('backup-failed'),
      folder: z.string(),
      problem: backupProblemSchema,
      detail: z.string(),
      lastGoodAt: instantSchema.nullable(),
    }),
    /** The last good backup is older than the administrator wants. */
    z.strictObject({ code: z.literal('backup-old'), folder: z.string(), lastGoodAt: instantSchema }),
    /** This journal lacks entries that were in it, or has others: by its own head in the folder of the backups (`by` null), or by what another desk saw. */
    z.strictObject({
      code: z.literal('journal-contradicted'),
      by: z.string().nullable(),
      known: z.int().nonnegative(),
      found: z.int().nonnegative(),
    }),
    /** The journals of other desks are not the ones that this one saw before, by their heads in the folder of the backups. */
    z.strictObject({ code: z.literal('desk-contradicted'), stations: z.array(z.string()).min(1) }),
    /** The security office's collector takes no events; `takenAt` is when it last did, null when it never has. */
    z.strictObject({ code: z.literal('collector-away'), host: z.string(), takenAt: instantSchema.nullable(), detail: z.string() }),
    /** The office announces a newer version; `note` is the first line of what it says about it. */
    z.strictObject({
      code: z.literal('update-available'),
      version: versionSchema,
      note: z
        .string()
        .max(2 * MAX_NOTE_LENGTH)
        .nullable(),
    }),
  ]),
);
export type Warnings = z.infer<typeof warningsSchema>;

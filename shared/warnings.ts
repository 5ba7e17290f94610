import * as z from 'zod';
import { backupProblemSchema } from './backup.js';
import { instantSchema } from './ids.js';
import { directoryFailureSchema } from './requests.js';
import { MAX_NOTE_LENGTH, versionSchema } from './updates.js';

/** Problems of the station's own setup, most important first; shown until they are fixed. */
export const warningsSchema = z.array(
  z.discriminatedUnion('code', [
    z.strictObject({ code: z.literal('roster-invalid'), file: z.string(), detail: z.string() }),
    /** The system has no key store: the journal's key is in a file that only this user can read. */
    z.strictObject({ code: z.literal('journal-key-in-file') }),
    /** The journal's file was damaged; it was renamed and a new journal was created. */
    z.strictObject({ code: z.literal('journal-set-aside'), file: z.string(), detail: z.string() }),
    /**
     * The journal is an older copy than the one last used here, or comes from elsewhere. Nothing unfinished in it is sent
     * automatically.
     */
    z.strictObject({ code: z.literal('journal-put-back') }),
    /**
     * Rows of the journal cannot be read: the numbers of their intents' entries. What they are about is not bound; where it is not certain
     * what one of them is about (`isPairKnown` false), nothing is.
     */
    z.strictObject({ code: z.literal('journal-unreadable'), entries: z.array(z.int().positive()).min(1), isPairKnown: z.boolean() }),
    /** The journal cannot be written at the moment; bindings in progress are kept in memory. */
    z.strictObject({ code: z.literal('journal-trouble'), detail: z.string() }),
    /** The folder of prepared cards cannot be read; lines read before stay in use. */
    z.strictObject({ code: z.literal('prepared-folder'), folder: z.string(), detail: z.string() }),
    /** Files of prepared cards whose current version is not used: their number, and the name of one. */
    z.strictObject({ code: z.literal('prepared-unusable'), file: z.string(), files: z.int().positive() }),
    /** The number of cards in stock is at or below the administrator's limit. */
    z.strictObject({ code: z.literal('stock-low'), left: z.int().nonnegative() }),
    /** The stock cannot be written at the moment; cards that were bound are taken out of it at the next start. */
    z.strictObject({ code: z.literal('stock-trouble'), detail: z.string() }),
    /** The stock's file was damaged; it was renamed and an empty stock was created. */
    z.strictObject({ code: z.literal('stock-set-aside'), file: z.string(), detail: z.string() }),
    /** The directory does not answer: names and photos are as of `asOf`; null if it never answered. */
    z.strictObject({
      code: z.literal('directory-down'),
      since: instantSchema,
      asOf: instantSchema.nullable(),
      trouble: directoryFailureSchema,
    }),
    /** Groups that the settings name under `roles.groups` do not exist in the directory, or are not visible to the station. */
    z.strictObject({ code: z.literal('groups-unknown'), groups: z.array(z.string()).min(1) }),
    /** The server refused a kind of request several times in a row; `type` is its number if the kind is a type. */
    z.strictObject({
      code: z.literal('kind-refused'),
      kind: z.enum(['personal', 'type']),
      type: z.int().nullable(),
      count: z.int().positive(),
    }),
    /** The server refused many bindings in a row for the same reason; work should stop. */
    z.strictObject({ code: z.literal('refused-in-a-row'), count: z.int().positive(), message: z.string().max(4096) }),
    /** Backups are set up without a passphrase, so none is made. */
    z.strictObject({ code: z.literal('backup-no-passphrase'), folder: z.string() }),
    /** The last backup of the journal failed; `lastGoodAt` is null if this station never made a good one. */
    z.strictObject({
      code: z.literal('backup-failed'),
      folder: z.string(),
      problem: backupProblemSchema,
      detail: z.string(),
      lastGoodAt: instantSchema.nullable(),
    }),
    /** The last good backup is older than the administrator's limit. */
    z.strictObject({ code: z.literal('backup-old'), folder: z.string(), lastGoodAt: instantSchema }),
    /**
     * This journal lacks entries it had, or has others, by its own head in the backup folder (`by` null) or by what another
     * desk saw.
     */
    z.strictObject({
      code: z.literal('journal-contradicted'),
      by: z.string().nullable(),
      known: z.int().nonnegative(),
      found: z.int().nonnegative(),
    }),
    /** By their heads in the backup folder, the journals of other desks contradict what this desk saw before. */
    z.strictObject({ code: z.literal('desk-contradicted'), stations: z.array(z.string()).min(1) }),
    /** Requests of the server's list cannot be read and are not listed. */
    z.strictObject({ code: z.literal('requests-not-read'), count: z.int().positive() }),
    /** Something that the station knows does not fit what the page understands, and is not shown. */
    z.strictObject({ code: z.literal('screen-incomplete') }),
    /** The security office's collector receives no events; `takenAt` is when it last did, null if never. */
    z.strictObject({ code: z.literal('collector-away'), host: z.string(), takenAt: instantSchema.nullable(), detail: z.string() }),
    /** The office announces a newer version; `note` is the first line of its notes. */
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

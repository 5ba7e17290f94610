import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { instantSchema } from './ids.js';

/**
 * Why there is no new backup. None of them holds up the station, and no older backup is touched.
 * - `no-passphrase`: the administrator has set none, so the key could not travel with it.
 * - `folder-missing`: the folder is not there: a share that is not connected, or a wrong setting.
 * - `read-only`: the folder cannot be written.
 * - `full`: the target's disk is full. `no-room-here`: the station's own is.
 * - `target`: the target failed in another way. `too-slow`: it has not ended for long.
 * - `not-sound`: what was written could not be read back and proven; it was removed.
 * - `journal`: the journal could not be copied.
 */
export const backupProblemSchema = z.enum([
  'no-passphrase',
  'folder-missing',
  'read-only',
  'full',
  'no-room-here',
  'target',
  'too-slow',
  'not-sound',
  'journal',
]);
export type BackupProblem = z.infer<typeof backupProblemSchema>;

/** A backup that was proven. */
export const goodBackupSchema = z.strictObject({
  at: instantSchema,
  /** The file's name in the folder of the backups. */
  name: z.string(),
  sizeBytes: z.int().nonnegative(),
  entries: z.int().positive(),
  /** The last entry's hash. */
  head: z.string(),
  /** How many backups there were after it. */
  kept: z.int().positive(),
});
export type GoodBackup = z.infer<typeof goodBackupSchema>;

export const backupFailureSchema = z.strictObject({ at: instantSchema, problem: backupProblemSchema, detail: z.string() });
export type BackupFailure = z.infer<typeof backupFailureSchema>;

/** How it stands with the backups of the journal. */
export const backupReportSchema = z.discriminatedUnion('state', [
  /** The administrator has set none up, or the station is in training. */
  z.strictObject({ state: z.literal('off') }),
  z.strictObject({
    state: z.literal('on'),
    folder: z.string(),
    running: z.boolean(),
    /** The last one that was proven; null: none from here. */
    lastGood: goodBackupSchema.nullable(),
    /** The last try, if it failed. */
    failure: backupFailureSchema.nullable(),
    /** When the next one is due; null: not before something is mended. */
    nextAt: instantSchema.nullable(),
    /** What protects the passphrase's key at the station: the system's key store, or the file's access rights. */
    passphrase: z.enum(['system', 'file', 'missing']),
  }),
]);
export type BackupReport = z.infer<typeof backupReportSchema>;

/** The calls of this feature: a part of the contract's table. */
export const backupCalls = {
  /** Makes a backup of the journal now; answers when it is made and proven. */
  'backup/now': { role: 'supervisor', opensDialog: false, request: emptySchema, value: backupReportSchema },
} as const satisfies CallTable;

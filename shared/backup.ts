import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { instantSchema } from './ids.js';

/**
 * Why the last backup failed. The station keeps running and older backups stay as they are.
 * - `no-passphrase`: no passphrase is set, so the key cannot be stored with the backup.
 * - `folder-missing`: the folder does not exist: a share is not connected, or the setting is wrong.
 * - `read-only`: the folder is not writable.
 * - `full`: the target disk is full.
 * - `no-room-here`: the station's own disk is full.
 * - `target`: the target failed in another way.
 * - `too-slow`: the backup did not finish in time.
 * - `not-sound`: the backup failed verification and was removed.
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

/** A verified backup. */
export const goodBackupSchema = z.strictObject({
  at: instantSchema,
  /** File name in the backup folder. */
  name: z.string(),
  sizeBytes: z.int().nonnegative(),
  entries: z.int().positive(),
  /** Hash of the last entry. */
  head: z.string(),
  /** Number of backups in the folder afterwards. */
  kept: z.int().positive(),
});
export type GoodBackup = z.infer<typeof goodBackupSchema>;

export const backupFailureSchema = z.strictObject({ at: instantSchema, problem: backupProblemSchema, detail: z.string() });
export type BackupFailure = z.infer<typeof backupFailureSchema>;

/** State of the journal's backups. */
export const backupReportSchema = z.discriminatedUnion('state', [
  /** No backups are set up, or the station is in training mode. */
  z.strictObject({ state: z.literal('off') }),
  z.strictObject({
    state: z.literal('on'),
    folder: z.string(),
    running: z.boolean(),
    /** The last verified backup; null if this station has made none. */
    lastGood: goodBackupSchema.nullable(),
    /** Why the last attempt failed; null if it did not. */
    failure: backupFailureSchema.nullable(),
    /** When the next backup is due; null until the problem is fixed. */
    nextAt: instantSchema.nullable(),
    /** What protects the passphrase's key at the station: the system's key store, or the file's access rights. */
    passphrase: z.enum(['system', 'file', 'missing']),
  }),
]);
export type BackupReport = z.infer<typeof backupReportSchema>;

/** Calls of this feature, merged into the contract. */
export const backupCalls = {
  /** Makes a backup of the journal now; answers when it is verified. */
  'backup/now': { role: 'supervisor', opensDialog: false, request: emptySchema, value: backupReportSchema },
} as const satisfies CallTable;

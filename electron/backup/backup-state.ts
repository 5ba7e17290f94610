import * as z from 'zod';
import { writeFileAtomically } from '../core/files.js';
import { readJsonFile } from '../core/json-file.js';
import { backupFailureSchema, goodBackupSchema } from '../../shared/backup.js';

const stateSchema = z.strictObject({
  version: z.literal(1),
  lastGood: goodBackupSchema.nullable(),
  failure: backupFailureSchema.nullable(),
});

/** Results of the last backups, kept across restarts because the target may be unavailable when the station opens. */
export type BackupState = Omit<z.infer<typeof stateSchema>, 'version'>;

const none: BackupState = { lastGood: null, failure: null };

/** Reads the stored state. A missing or unreadable file gives none, and a backup is then due. */
export async function readBackupState(file: string): Promise<BackupState> {
  const { lastGood, failure } = (await readJsonFile(file, stateSchema)) ?? none;
  return { lastGood, failure };
}

/** Writes the state atomically. @throws the system's error */
export async function writeBackupState(file: string, state: BackupState): Promise<void> {
  await writeFileAtomically(file, JSON.stringify({ version: 1, ...state }));
}

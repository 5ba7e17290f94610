import * as z from 'zod';
import { writeFileAtomically } from '../core/files.js';
import { readJsonFile } from '../core/json-file.js';
import { backupFailureSchema, goodBackupSchema } from '../../shared/backup.js';

const stateSchema = z.strictObject({
  version: z.literal(1),
  lastGood: goodBackupSchema.nullable(),
  failure: backupFailureSchema.nullable(),
});

/** How the last backups went, kept over a restart: the target may be away when the station opens. */
export type BackupState = Omit<z.infer<typeof stateSchema>, 'version'>;

const none: BackupState = { lastGood: null, failure: null };

/** Reads what was kept; nothing, where there is none or it cannot be read: a backup is due then, which harms nobody. */
export async function readBackupState(file: string): Promise<BackupState> {
  const { lastGood, failure } = (await readJsonFile(file, stateSchema)) ?? none;
  return { lastGood, failure };
}

/** Keeps it, whole or not at all. @throws the system's error */
export async function writeBackupState(file: string, state: BackupState): Promise<void> {
  await writeFileAtomically(file, JSON.stringify({ version: 1, ...state }));
}

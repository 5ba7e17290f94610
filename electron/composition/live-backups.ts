import { join } from 'node:path';
import { backUpInWorker } from '../store/backup.js';
import { backupPassphrase } from '../backup/backup-passphrase.js';
import { readBackupState, writeBackupState } from '../backup/backup-state.js';
import { Backups } from '../backup/backups.js';
import { systemKeyStore } from '../core/key-store.js';
import type { Log } from '../core/log.js';
import { schedule } from '../core/schedule.js';
import type { Settings } from '../settings/settings.js';

export interface LiveBackupsDeps {
  readonly profile: string;
  /** Folder, path and key of the journal. */
  readonly folder: string;
  readonly path: string;
  readonly key: string;
  readonly station: string;
  /** Path of the bundled store worker. */
  readonly storeWorker: string;
  readonly log: Log;
}

/** Returns the backups of a live station, or null if none are configured. */
export async function liveBackups(settings: Settings['backup'], options: LiveBackupsDeps): Promise<Backups | null> {
  if (settings === undefined) return null;
  const { profile, folder, path, key, station, storeWorker, log } = options;
  const stateFile = join(folder, 'backups.json');
  const passphrase = await storedPassphrase(profile, log);
  const { keepCount, keepDays } = settings;
  return new Backups({
    settings,
    state: await readBackupState(stateFile),
    keep: (state) => writeBackupState(stateFile, state),
    passphrase: passphrase?.protection ?? 'missing',
    make: async (now, clockJumped) => {
      if (passphrase === null) return { outcome: 'failed', problem: 'no-passphrase', detail: '' };
      return backUpInWorker(storeWorker, {
        ...{ journal: path, key, passphrase: passphrase.key, station, workFolder: join(folder, 'backup.work') },
        ...{ folder: settings.folder, now, clockJumped, keepCount, keepDays },
      });
    },
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    schedule,
    log,
  });
}

/** An unreadable passphrase counts as missing: the screen says that no backups are made, and the log says why. */
async function storedPassphrase(profile: string, log: Log): ReturnType<typeof backupPassphrase> {
  try {
    return await backupPassphrase(profile, systemKeyStore);
  } catch (error) {
    log.error('the stored passphrase cannot be read', { detail: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

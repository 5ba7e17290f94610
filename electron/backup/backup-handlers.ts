import { fail } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import type { Backups } from './backups.js';

interface BackupDeps {
  /** Null if no backups are configured. */
  readonly backups: Pick<Backups, 'makeNow'> | null;
}

/** Handles the call that makes a backup immediately. */
export function backupHandlers({ backups }: BackupDeps): Pick<Handlers, 'backup/now'> {
  return { 'backup/now': () => backups?.makeNow() ?? Promise.resolve(fail({ code: 'backup-off' })) };
}

import { fail } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import type { Backups } from './backups.js';

interface BackupDeps {
  /** Null where none are set up. */
  readonly backups: Pick<Backups, 'makeNow'> | null;
}

/** Answers the call for a backup at once. */
export function backupHandlers({ backups }: BackupDeps): Pick<Handlers, 'backup/now'> {
  return { 'backup/now': () => backups?.makeNow() ?? Promise.resolve(fail({ code: 'backup-off' })) };
}

import { fail } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import type { Backups } from './backups.js';

/** Answers what the screen asks of backups; where none are set up, that. */
export function backupHandlers(backups: Backups | null): Pick<Handlers, 'backup/now'> {
  return { 'backup/now': () => backups?.makeNow() ?? Promise.resolve(fail({ code: 'backup-off' })) };
}

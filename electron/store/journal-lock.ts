import type Database from 'libsql';
import { asJournalError, opened } from './database.js';
import { JournalError } from './journal.js';

/**
 * Locks a journal against other processes for the life of this one, by an exclusive transaction on a file beside it, which the
 * system releases with the process. (The journal's own file stays open after `close` until the library's statements are
 * collected, so its lock would be released too late.)
 */
export function lockJournal(path: string): Database.Database {
  try {
    return opened(`${path}.lock`, null, (lock) => {
      lock.exec('BEGIN EXCLUSIVE');
    });
  } catch (error) {
    const { problem, message } = asJournalError(error);
    throw problem === 'in-use'
      ? new JournalError('in-use', 'The journal is in use by another Card Desk', { cause: error })
      : new JournalError('unusable', message, { cause: error });
  }
}

import { rmSync } from 'node:fs';
import type Database from 'libsql';
import { asJournalError } from './database.js';

/**
 * Throws a cache away that cannot be read, and begins it anew.
 *
 * @param open makes it where there is none
 * @returns the fresh one
 * @throws JournalError when there can be none
 */
export function begunAnew(old: Database.Database, path: string, open: () => Database.Database): Database.Database {
  try {
    old.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    return open();
  } catch (error) {
    throw asJournalError(error);
  }
}

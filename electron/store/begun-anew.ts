import { rmSync } from 'node:fs';
import type Database from 'libsql';
import { asJournalError } from './database.js';

/**
 * Empties a cache that cannot be read, so that it can be kept anew.
 *
 * @param emptying the SQL that removes all of its rows
 * @param open makes the file where there is none
 * @returns the empty cache: the same file, or a fresh one where not even that can be done
 * @throws JournalError when there can be none
 */
export function begunAnew(old: Database.Database, path: string, emptying: string, open: () => Database.Database): Database.Database {
  try {
    // First in its place: Windows does not remove a file that the library may still have open.
    old.exec(`BEGIN IMMEDIATE; ${emptying}; COMMIT`);
    return old;
  } catch {
    // The file itself is damaged, and nothing in it is worth a word: it is removed below.
  }
  try {
    old.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    return open();
  } catch (error) {
    throw asJournalError(error);
  }
}

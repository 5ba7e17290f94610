import type Database from 'libsql';
import * as z from 'zod';
import { inTransaction } from './database.js';
import { JournalError } from './journal.js';

const versionRow = z.object({ user_version: z.int() });
const integrityRow = z.object({ integrity_check: z.string() });

/**
 * Writes the version that is already stored. Otherwise a full or read-only disk would only be noticed at the first binding.
 * @throws the library's error
 */
export function checkWritable(db: Database.Database): void {
  const [version] = db
    .prepare('PRAGMA user_version')
    .all()
    .map((row) => versionRow.parse(row).user_version);
  inTransaction(db, () => db.exec(`PRAGMA user_version = ${String(version)}`));
}

/** Runs SQLite's integrity check. @throws JournalError `damaged` */
export function checkIntegrity(db: Database.Database): void {
  const rows = db
    .prepare('PRAGMA integrity_check')
    .all()
    .map((row) => integrityRow.parse(row).integrity_check);
  if (rows.length !== 1 || rows[0] !== 'ok') throw new JournalError('damaged', rows.join('; '));
}

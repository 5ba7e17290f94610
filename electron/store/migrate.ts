import { closeSync, copyFileSync, fsyncSync, openSync } from 'node:fs';
import type Database from 'libsql';
import * as z from 'zod';
import { replaceFileSync } from '../core/files.js';
import { inTransaction } from './database.js';
import { JournalError } from './journal.js';

const versionRow = z.object({ user_version: z.int() });
const checkpointRow = z.object({ busy: z.literal(0) });

/**
 * Migrates a journal to the newest schema version, each step in one transaction, forward only. First copies the journal to
 * `PATH.version-N.backup`. After an interruption the next start finds a complete version and continues.
 * @param db not open anywhere else
 * @throws JournalError `too-new` if a newer version wrote it; nothing is changed then
 */
export function migrate(db: Database.Database, path: string, schema: readonly string[]): void {
  const { user_version: version } = versionRow.parse(db.prepare('PRAGMA user_version').get());
  if (version > schema.length) {
    throw new JournalError(
      'too-new',
      `The journal has version ${String(version)} and was created by a newer Card Desk. Install that version`,
    );
  }
  if (version > 0 && version < schema.length) backUp(db, path, version);
  schema.slice(version).forEach((script, index) => {
    inTransaction(db, () => {
      db.exec(script);
      db.exec(`PRAGMA user_version = ${String(version + index + 1)}`);
    });
  });
}

/** Copies under a temporary name and flushes before renaming, so that a backup with the final name is always complete. */
function backUp(db: Database.Database, path: string, version: number): void {
  checkpointRow.parse(db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get());
  const backup = `${path}.version-${String(version)}.backup`;
  copyFileSync(path, `${backup}.new`);
  // Windows flushes only files opened for writing.
  const file = openSync(`${backup}.new`, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  replaceFileSync(`${backup}.new`, backup);
}

import { readdirSync } from 'node:fs';
import { freemem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type Database from 'libsql';
import * as z from 'zod';
import { removeFileSync } from '../core/files.js';

const countRow = z.object({ count: z.int() });
const sizeRow = z.object({ bytes: z.int() });
const checkpointRow = z.object({ busy: z.int() });

/**
 * Rewrites a journal's files where something was archived and they were not rewritten since: until then the pages that SQLite has
 * freed, its write-ahead log and the copies from before a migration may still hold what was archived. Takes as long as writing the
 * whole file.
 *
 * @param at told each step, for tests
 * @returns whether nothing is left to rewrite; where it could not be done, it is tried again at the next opening
 */
export function sweepArchived(db: Database.Database, path: string, at: (step: 'vacuumed' | 'swept') => void = () => undefined): boolean {
  const { count } = countRow.parse(db.prepare('SELECT count(*) AS count FROM archives WHERE is_swept = 0').get());
  if (count === 0) return true;
  // SQLite builds the new file in memory, for a temporary file of it would not be encrypted.
  const { bytes } = sizeRow.parse(
    db
      .prepare('SELECT (page_count - freelist_count) * page_size AS bytes FROM pragma_page_count, pragma_freelist_count, pragma_page_size')
      .get(),
  );
  if (bytes > freemem() / 2) return false;
  try {
    db.exec('PRAGMA secure_delete=ON');
    db.exec('VACUUM');
    at('vacuumed');
    if (!isLogEmptied(db)) return false;
    for (const name of readdirSync(dirname(path))) if (isOldCopy(name, basename(path))) removeFileSync(join(dirname(path), name));
    db.prepare('UPDATE archives SET is_swept = 1').run();
    const isDone = isLogEmptied(db);
    at('swept');
    return isDone;
  } catch {
    // A full disk, or another connection that reads: what was archived is archived, and the files are rewritten another time.
    return false;
  }
}

function isLogEmptied(db: Database.Database): boolean {
  return checkpointRow.parse(db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()).busy === 0;
}

/** Whether a file is the journal as it was before a migration, see `migrate.ts`. */
function isOldCopy(name: string, journal: string): boolean {
  return name.startsWith(`${journal}.version-`) && /\.version-\d+\.backup(?:\.new)?$/.test(name);
}

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
 * Rewrites the journal's files after an archive. Until then, freed pages, the write-ahead log and pre-migration copies may
 * still contain archived text. Takes as long as writing the whole file.
 * @param at called at each step, for tests
 * @returns whether nothing remains to be rewritten; otherwise the next start tries again
 */
export function sweepArchived(db: Database.Database, path: string, at: (step: 'vacuumed' | 'swept') => void = () => undefined): boolean {
  const { count } = countRow.parse(db.prepare('SELECT count(*) AS count FROM archives WHERE is_swept = 0').get());
  if (count === 0) return true;
  // SQLite builds the new file in memory, because a temporary file would not be encrypted.
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
    // The disk is full, or another connection is reading. The entries are archived; the files are rewritten another time.
    return false;
  }
}

function isLogEmptied(db: Database.Database): boolean {
  return checkpointRow.parse(db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()).busy === 0;
}

/** Returns whether a file is a copy from before a migration, see `migrate.ts`. */
function isOldCopy(name: string, journal: string): boolean {
  return name.startsWith(`${journal}.version-`) && /\.version-\d+\.backup(?:\.new)?$/.test(name);
}

import type Database from 'libsql';
import * as z from 'zod';
import { asDamage, asJournalError, opened } from './database.js';
import { knownPersonSchema } from '../../shared/requests.js';
import type { CachedPerson, CachedPhoto, PeopleChange } from './people-cache.js';

const personRow = z.object({ person: z.string(), learned_at: z.int() });
const photoRow = z.object({ photo: z.instanceof(Uint8Array), learned_at: z.int() });
const versionRow = z.object({ user_version: z.int() });

/** A cache with another version is recreated, because the directory has all its content. */
const VERSION = 1;

const SCHEMA = `
  CREATE TABLE people (user_id TEXT PRIMARY KEY, learned_at INTEGER NOT NULL, person TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE photos (user_id TEXT PRIMARY KEY, learned_at INTEGER NOT NULL, photo BLOB NOT NULL) STRICT;
  PRAGMA user_version = ${String(VERSION)};
`;

/** The cache of people on disk, synchronous, for the store worker. Times are ms since the epoch. */
export class PeopleCacheFile {
  readonly #db: Database.Database;

  /**
   * @param forgetBefore removes people and photos older than this time, to limit how long personal data is stored
   * @throws JournalError if it cannot be opened; it may then be deleted, see {@link openOrRecreate}
   */
  constructor(path: string, key: string | null, forgetBefore: number) {
    try {
      this.#db = open(path, key, forgetBefore);
    } catch (error) {
      throw asJournalError(error);
    }
  }

  page(after: string, limit: number): CachedPerson[] {
    return reading(() =>
      this.#db
        .prepare('SELECT person, learned_at FROM people WHERE user_id > ? ORDER BY user_id LIMIT ?')
        .all(after, limit)
        .map((row) => {
          const { person, learned_at: at } = personRow.parse(row);
          return { person: knownPersonSchema.parse(JSON.parse(person)), at };
        }),
    );
  }

  save({ put, removed }: PeopleChange): void {
    try {
      const upsert = this.#db.prepare('INSERT OR REPLACE INTO people (user_id, learned_at, person) VALUES (?, ?, ?)');
      const remove = [this.#db.prepare('DELETE FROM people WHERE user_id = ?'), this.#db.prepare('DELETE FROM photos WHERE user_id = ?')];
      this.#db.transaction(() => {
        for (const { person, at } of put) upsert.run(person.userId, at, JSON.stringify(person));
        for (const userId of removed) for (const statement of remove) statement.run(userId);
      })();
    } catch (error) {
      throw asJournalError(error);
    }
  }

  photo(userId: string): CachedPhoto | null {
    return reading(() => {
      const row = photoRow.optional().parse(this.#db.prepare('SELECT photo, learned_at FROM photos WHERE user_id = ?').get(userId));
      return row === undefined ? null : { bytes: new Uint8Array(row.photo), at: row.learned_at };
    });
  }

  savePhoto(userId: string, photo: CachedPhoto | null): void {
    try {
      if (photo === null) this.#db.prepare('DELETE FROM photos WHERE user_id = ?').run(userId);
      else {
        this.#db
          .prepare('INSERT OR REPLACE INTO photos (user_id, learned_at, photo) VALUES (?, ?, ?)')
          .run(userId, photo.at, Buffer.from(photo.bytes));
      }
    } catch (error) {
      throw asJournalError(error);
    }
  }

  close(): void {
    this.#db.close();
  }
}

/** @throws JournalError `damaged` if the content cannot be read */
function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw asDamage(error);
  }
}

function open(path: string, key: string | null, forgetBefore: number): Database.Database {
  return opened(path, key, (db) => {
    const { user_version: version } = versionRow.parse(db.prepare('PRAGMA user_version').get());
    // A cache need not survive a power failure, so it is not flushed.
    db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF');
    if (version === 0) db.exec(SCHEMA);
    else if (version !== VERSION) throw new Error(`The cache is of version ${String(version)}`);
    db.prepare('DELETE FROM people WHERE learned_at < ?').run(forgetBefore);
    db.prepare('DELETE FROM photos WHERE learned_at < ?').run(forgetBefore);
  });
}

import type Database from 'libsql';
import * as z from 'zod';
import { instantSchema } from '../../shared/ids.js';
import { requestViewSchema } from '../../shared/requests.js';
import { asDamage, asJournalError, inTransaction, opened } from './database.js';
import type { CachedRequests, RequestCache } from './request-cache.js';

const requestRow = z.object({ view: z.string(), status: z.int() });
const fetchedRow = z.object({ fetched_at: instantSchema });
const versionRow = z.object({ user_version: z.int() });

/** A cache with another version is recreated, because everything in it can be fetched again. */
const VERSION = 1;

const SCHEMA = `
  CREATE TABLE requests (request_id TEXT PRIMARY KEY, status INTEGER NOT NULL, view TEXT NOT NULL) STRICT;
  CREATE TABLE fetched (id INTEGER PRIMARY KEY CHECK (id = 1), fetched_at TEXT NOT NULL) STRICT;
  PRAGMA user_version = ${String(VERSION)};
`;

/** The cache of requests on disk, synchronous, for the store worker. */
export class RequestCacheFile {
  readonly #db: Database.Database;

  /** @throws JournalError if it cannot be opened; it may then be deleted, see {@link openOrRecreate} */
  constructor(path: string, key: string | null) {
    try {
      this.#db = open(path, key);
    } catch (error) {
      throw asJournalError(error);
    }
  }

  /** @throws JournalError `damaged` if the content cannot be read */
  page(after: string, limit: number): CachedRequests | null {
    try {
      const fetched = fetchedRow.optional().parse(this.#db.prepare('SELECT fetched_at FROM fetched').get());
      if (fetched === undefined) return null;
      const requests = this.#db
        .prepare('SELECT view, status FROM requests WHERE request_id > ? ORDER BY request_id LIMIT ?')
        .all(after, limit)
        .map((row) => {
          const { view, status } = requestRow.parse(row);
          return { view: requestViewSchema.parse(JSON.parse(view)), status };
        });
      return { requests, fetchedAt: fetched.fetched_at };
    } catch (error) {
      throw asDamage(error);
    }
  }

  /** @throws JournalError `damaged` if the change cannot be written: a cache without it would stay incomplete */
  save({ put, removed, fetchedAt }: Parameters<RequestCache['save']>[0]): void {
    try {
      const remove = this.#db.prepare('DELETE FROM requests WHERE request_id = ?');
      const upsert = this.#db.prepare(
        'INSERT INTO requests (request_id, status, view) VALUES (?, ?, ?) ON CONFLICT (request_id) DO UPDATE SET status = excluded.status, view = excluded.view',
      );
      inTransaction(this.#db, () => {
        for (const requestId of removed) remove.run(requestId);
        for (const { view, status } of put) upsert.run(view.requestId, status, JSON.stringify(view));
        this.#db.prepare('INSERT OR REPLACE INTO fetched (id, fetched_at) VALUES (1, ?)').run(fetchedAt);
      });
    } catch (error) {
      throw asDamage(error);
    }
  }

  close(): void {
    this.#db.close();
  }
}

function open(path: string, key: string | null): Database.Database {
  return opened(path, key, (db) => {
    const { user_version: version } = versionRow.parse(db.prepare('PRAGMA user_version').get());
    // A cache need not survive a power failure, so it is not flushed.
    db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF');
    if (version === 0) db.exec(SCHEMA);
    else if (version !== VERSION) throw new Error(`The cache is of version ${String(version)}`);
  });
}

import type Database from 'libsql';
import * as z from 'zod';
import { instantSchema } from '../../shared/ids.js';
import { preparedLineSchema } from '../../shared/prepared.js';
import { asJournalError, checkPages, inTransaction, opened } from './database.js';
import { migrate } from './migrate.js';
import type { StoredAssignment, StoredPreparedFile } from './prepared-store.js';

const fileRow = z.object({
  name: z.string(),
  origin: z.enum(['folder', 'import']),
  taken_at: instantSchema,
  digest: z.string(),
  is_removed: z.int(),
});
const assignmentRow = z.object({
  view: z.string(),
  card_text: z.string().nullable(),
  card_raw: z.string().nullable(),
  card_key: z.string(),
  presented_at: instantSchema.nullable(),
});

/** The schema, one script for each version, forward only, like the journal's. */
const SCHEMA: readonly string[] = [
  `
  CREATE TABLE files (
    name TEXT PRIMARY KEY,
    origin TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    digest TEXT NOT NULL,
    is_removed INTEGER NOT NULL
  ) STRICT;
  -- A card, and a request named by its id, may be in only one line of all files.
  CREATE TABLE assignments (
    file TEXT NOT NULL REFERENCES files(name),
    line INTEGER NOT NULL,
    card_key TEXT NOT NULL UNIQUE,
    request_id TEXT UNIQUE,
    card_text TEXT,
    card_raw TEXT,
    presented_at TEXT,
    view TEXT NOT NULL,
    PRIMARY KEY (file, line)
  ) STRICT;
  `,
];

/** The prepared cards on disk, synchronous, for the store worker. */
export class PreparedStoreFile {
  readonly #db: Database.Database;
  #staged: StoredAssignment[] = [];

  /** Opens or creates the store. @throws JournalError if it cannot be opened, is damaged or has another key */
  constructor(path: string, key: string | null) {
    try {
      this.#db = open(path, key);
    } catch (error) {
      throw asJournalError(error);
    }
  }

  /** @throws JournalError */
  files(): StoredPreparedFile[] {
    return reading(() =>
      this.#db
        .prepare('SELECT name, origin, taken_at, digest, is_removed FROM files ORDER BY name')
        .all()
        .map((row) => {
          const { taken_at: takenAt, is_removed: isRemoved, ...file } = fileRow.parse(row);
          return { ...file, takenAt, isRemoved: isRemoved === 1 };
        }),
    );
  }

  /** @throws JournalError */
  page(skip: number, limit: number): StoredAssignment[] {
    return reading(() =>
      this.#db
        .prepare('SELECT view, card_text, card_raw, card_key, presented_at FROM assignments ORDER BY file, line LIMIT ? OFFSET ?')
        .all(limit, skip)
        .map((row) => {
          const { view, card_text: cardText, card_raw: cardRaw, card_key: cardKey, presented_at: presentedAt } = assignmentRow.parse(row);
          return { view: preparedLineSchema.parse(JSON.parse(view)), cardText, cardRaw, cardKey, presentedAt };
        }),
    );
  }

  stage(assignments: readonly StoredAssignment[]): void {
    this.#staged.push(...assignments);
  }

  unstage(): void {
    this.#staged = [];
  }

  replace({ name, origin, takenAt, digest, isRemoved }: StoredPreparedFile): void {
    const staged = this.#staged;
    this.#staged = [];
    this.#write(() => {
      this.#db.prepare('DELETE FROM assignments WHERE file = ?').run(name);
      this.#db
        .prepare('INSERT OR REPLACE INTO files (name, origin, taken_at, digest, is_removed) VALUES (?, ?, ?, ?, ?)')
        .run(name, origin, takenAt, digest, Number(isRemoved));
      const insert = this.#db.prepare(
        'INSERT INTO assignments (file, line, card_key, request_id, card_text, card_raw, presented_at, view) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      );
      for (const { view, cardKey, cardText, cardRaw, presentedAt } of staged) {
        insert.run(name, view.line, cardKey, view.requestId, cardText, cardRaw, presentedAt, JSON.stringify(view));
      }
    });
  }

  remove(name: string): void {
    this.#write(() => {
      this.#db.prepare('DELETE FROM assignments WHERE file = ?').run(name);
      this.#db.prepare('UPDATE files SET is_removed = 1 WHERE name = ?').run(name);
    });
  }

  presented(file: string, line: number, at: string): void {
    this.#write(() => {
      this.#db.prepare('UPDATE assignments SET presented_at = ? WHERE file = ? AND line = ? AND presented_at IS NULL').run(at, file, line);
    });
  }

  close(): void {
    this.#db.close();
  }

  #write(work: () => void): void {
    try {
      inTransaction(this.#db, work);
    } catch (error) {
      throw asJournalError(error);
    }
  }
}

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw asJournalError(error);
  }
}

function open(path: string, key: string | null): Database.Database {
  return opened(path, key, (db) => {
    db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON');
    migrate(db, path, SCHEMA);
    checkPages(db);
  });
}

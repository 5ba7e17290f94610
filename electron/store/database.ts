import Database from 'libsql';
import * as z from 'zod';
import { JournalError } from './journal.js';

/** Lock timeout for connections other than the writer's, ms: longer than any of its locks. */
export const WAIT_MS = 10_000;

/**
 * A connection that can be closed safely. libsql 0.5.29 closes SQLite's connection twice if no statement is left, reading freed
 * memory the second time (github.com/tursodatabase/libsql/issues/2251). This can crash the process, and did under Wine with a
 * damaged journal. While a statement exists, the connection is closed once, together with the statement.
 */
class Connection extends Database {
  readonly #lastStatement: Database.Statement;

  constructor(path: string, options: Database.Options) {
    super(path, options);
    // Does not read the file, so it works for a damaged one.
    this.#lastStatement = this.prepare('SELECT 1');
  }

  override close(): this {
    if (!this.open) return this;
    super.close();
    // Keeps the statement from being collected before.
    this.#lastStatement.raw();
    return this;
  }
}

/**
 * Opens a database file, or creates it. The caller closes it, also if its next step fails: see {@link opened}.
 * @param key encrypts the file (AES-256 in CBC mode, by libsql); null for plain
 * @param waitMs how long to wait for another connection's lock, which may remain briefly after it closes
 * @throws the library's error; see {@link asJournalError}
 */
export function openDatabase(path: string, key: string | null, waitMs = 0): Database.Database {
  return new Connection(path, { ...encryption(key), timeout: waitMs });
}

/**
 * Opens a database file and runs the first steps on it. Closes it if a step fails.
 * @throws what the steps throw, or the library's error
 */
export function opened(path: string, key: string | null, steps: (db: Database.Database) => void, waitMs = 0): Database.Database {
  const db = openDatabase(path, key, waitMs);
  try {
    steps(db);
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

/** Options of libsql for an encrypted file, missing from its types. */
function encryption(key: string | null): Database.Options & { encryptionCipher?: 'aes256cbc'; encryptionKey?: string } {
  return key === null ? {} : { encryptionCipher: 'aes256cbc', encryptionKey: key };
}

/** Returns whether a transaction is open. The library crashes the process if a closed database is asked. */
export function isInTransaction(db: Database.Database): boolean {
  return db.open && db.inTransaction;
}

/**
 * Runs work in one transaction: either all of it is in the file afterwards, or nothing. Within another transaction it is a
 * savepoint, and reaches the file with that transaction.
 * @returns what the work returns
 * @throws what the work throws, or the library's error
 */
export function inTransaction<T>(db: Database.Database, work: () => T): T {
  const [begin, end, undo] = isInTransaction(db)
    ? ['SAVEPOINT part', 'RELEASE part', 'ROLLBACK TO part; RELEASE part']
    : ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'];
  db.exec(begin);
  try {
    const value = work();
    db.exec(end);
    return value;
  } catch (error) {
    // On a full disk SQLite rolls back by itself. The library's own wrapper would then report its failed rollback instead of
    // the cause.
    if (isInTransaction(db)) db.exec(undo);
    throw error;
  }
}

const checkRow = z.object({ quick_check: z.string() });

/** Runs SQLite's quick check over every page. @throws JournalError `damaged`, or the library's error */
export function checkPages(db: Database.Database): void {
  const said = db
    .prepare('PRAGMA quick_check')
    .all()
    .map((row) => checkRow.parse(row).quick_check);
  if (said.length !== 1 || said[0] !== 'ok') throw new JournalError('damaged', said.join('; '));
}

/** Result codes of SQLite that mean a damaged file (sqlite.org/rescode.html). */
const damageCodes = ['SQLITE_CORRUPT', 'SQLITE_NOTADB'];

/** Converts any error of a cache to `damaged`: an unusable cache is recreated. */
export function asDamage(error: unknown): JournalError {
  return new JournalError('damaged', asJournalError(error).message, { cause: error });
}

/** Converts an error of the database library. */
export function asJournalError(error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  if (!(error instanceof Error)) return new JournalError('unusable', String(error));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const damaged = damageCodes.some((damage) => code.startsWith(damage)) || error instanceof z.ZodError;
  const problem = damaged ? 'damaged' : code.startsWith('SQLITE_BUSY') ? 'in-use' : 'unusable';
  return new JournalError(problem, error.message, { cause: error });
}

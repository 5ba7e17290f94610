import Database from 'libsql';
import * as z from 'zod';
import { JournalError } from './journal.js';

/** For a connection beside the one that writes: longer than any of its locks lasts, ms. */
export const WAIT_MS = 10_000;

/**
 * A connection that can be closed safely. libsql 0.5.29 closes SQLite's connection twice where no statement of it is left, and
 * what it reads the second time is freed by then (github.com/tursodatabase/libsql/issues/2251): the whole process can end by
 * that, and under Wine it did where a journal was damaged. While a statement is left, it is closed once, with the statement.
 */
class Connection extends Database {
  readonly #lastStatement: Database.Statement;

  constructor(path: string, options: Database.Options) {
    super(path, options);
    // Reads nothing of the file, so a damaged one does not refuse it.
    this.#lastStatement = this.prepare('SELECT 1');
  }

  override close(): this {
    if (!this.open) return this;
    super.close();
    // Here, so that it is not collected before.
    this.#lastStatement.raw();
    return this;
  }
}

/**
 * Opens a database file, or makes one. Whoever opens it closes it, also where the next step fails: {@link opened}.
 *
 * @param key encrypts the file (AES-256 in CBC mode, by libsql); null leaves it plain
 * @param waitMs how long another connection's lock is waited for; one that is just being closed holds it for a moment
 * @throws the library's error; see {@link asJournalError}
 */
export function openDatabase(path: string, key: string | null, waitMs = 0): Database.Database {
  return new Connection(path, { ...encryption(key), timeout: waitMs });
}

/**
 * Opens a database file and does the first steps with it. Where one fails, it is closed again.
 *
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

/** The library's options for an encrypted file, which its types do not list. */
function encryption(key: string | null): Database.Options & { encryptionCipher?: 'aes256cbc'; encryptionKey?: string } {
  return key === null ? {} : { encryptionCipher: 'aes256cbc', encryptionKey: key };
}

/** Whether a transaction is open. Asked this of a closed database, the library would end the whole process. */
export function isInTransaction(db: Database.Database): boolean {
  return db.open && db.inTransaction;
}

/**
 * Does some work in one transaction: all of it is in the file afterwards, or nothing. Within another transaction it is a part
 * of that one: then all of the work counts in it, or nothing, and it is in the file when that one is.
 *
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
    // A full disk ends the transaction by itself; the library's own wrapper would then tell of its vain rollback alone.
    if (isInTransaction(db)) db.exec(undo);
    throw error;
  }
}

const checkRow = z.object({ quick_check: z.string() });

/** Has SQLite look over every page of a file. @throws JournalError `damaged`, or the library's error */
export function checkPages(db: Database.Database): void {
  const said = db
    .prepare('PRAGMA quick_check')
    .all()
    .map((row) => checkRow.parse(row).quick_check);
  if (said.length !== 1 || said[0] !== 'ok') throw new JournalError('damaged', said.join('; '));
}

/** SQLite's result codes that say the file itself is wrong (sqlite.org/rescode.html). */
const damageCodes = ['SQLITE_CORRUPT', 'SQLITE_NOTADB'];

/** Whatever keeps a cache from being read or written: it is of no use then, and is begun anew. */
export function asDamage(error: unknown): JournalError {
  return new JournalError('damaged', asJournalError(error).message, { cause: error });
}

/** What is wrong with a store, from whatever its library threw. */
export function asJournalError(error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  if (!(error instanceof Error)) return new JournalError('unusable', String(error));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const damaged = damageCodes.some((damage) => code.startsWith(damage)) || error instanceof z.ZodError;
  const problem = damaged ? 'damaged' : code.startsWith('SQLITE_BUSY') ? 'in-use' : 'unusable';
  return new JournalError(problem, error.message, { cause: error });
}

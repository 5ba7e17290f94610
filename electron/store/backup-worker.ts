import { closeSync, fsyncSync, openSync } from 'node:fs';
import { JournalError } from './journal.js';
import {
  BackupFileError,
  extractDatabase,
  keyInBackup,
  readBackupHeader,
  type BackupFileProblem,
  type BackupHeader,
} from './backup-file.js';
import { deriveKey } from './backup-key.js';
import { checkCopy, type CopyFacts } from './check-copy.js';
import { openDatabase, WAIT_MS } from './database.js';
import { makeBackup, type BackupOptions, type BackupOutcome } from './make-backup.js';

export type Unpacked =
  | { readonly outcome: 'unpacked'; readonly header: BackupHeader; readonly key: string; readonly facts: CopyFacts }
  | { readonly outcome: 'refused'; readonly problem: BackupFileProblem; readonly detail: string };

/** The backup worker, synchronous. It has no store of its own: each call opens and closes what it needs. */
export class BackupWorker {
  make(order: BackupOptions): BackupOutcome {
    return makeBackup(order);
  }

  /**
   * Extracts and verifies the journal of a backup.
   * @param to path for the database; if the backup is refused, the caller removes it after this thread has ended
   */
  unpack(file: string, passphrase: string, to: string): Unpacked {
    try {
      const backup = readBackupHeader(file);
      // Before the key, so that a damaged file is not reported as a wrong passphrase.
      extractDatabase(file, backup, to);
      const key = keyInBackup(backup.header, deriveKey(passphrase, backup.header.derivation));
      const facts = checkCopy(to, key);
      if (facts.head !== backup.header.head || facts.entries !== backup.header.entries) {
        throw new BackupFileError('damaged', `It ends with entry ${String(facts.entries)}, ${facts.head}`);
      }
      return { outcome: 'unpacked', header: backup.header, key, facts };
    } catch (error) {
      return { outcome: 'refused', ...refusalOf(error) };
    }
  }

  /**
   * Compacts a modified journal into one new file, flushes it to the disk and verifies it.
   * @throws JournalError if it is not sound; or the system's error
   */
  settle(from: string, key: string, to: string): CopyFacts {
    const db = openDatabase(from, key, WAIT_MS);
    try {
      db.prepare('VACUUM INTO ?').run(to);
    } finally {
      db.close();
    }
    const file = openSync(to, 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return checkCopy(to, key);
  }

  /** Verifies a journal that is not open. @throws JournalError */
  check(path: string, key: string): CopyFacts {
    return checkCopy(path, key);
  }

  close(): void {
    // Nothing stays open between calls.
  }
}

function refusalOf(error: unknown): { readonly problem: BackupFileProblem; readonly detail: string } {
  if (error instanceof BackupFileError) return { problem: error.problem, detail: error.message };
  if (error instanceof JournalError && error.problem === 'too-new') return { problem: 'too-new', detail: error.message };
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR')) {
    return { problem: 'no-backup', detail: error.message };
  }
  return { problem: 'damaged', detail: error instanceof Error ? error.message : String(error) };
}

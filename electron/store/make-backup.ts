import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { BackupProblem } from '../../shared/backup.js';
import { removeFileSync, replaceFileSync, syncFolderSync } from '../core/files.js';
import { BackupFileError, extractDatabase, keyInBackup, readBackupHeader, writeBackup, type BackupFacts } from './backup-file.js';
import type { PassphraseKey } from './backup-key.js';
import {
  backupName,
  backupStateOf,
  outdatedBackups,
  unfinishedName,
  type ExistingBackup,
  type BackupOwner,
  type Retention,
} from './backup-names.js';
import { checkCopy, endsOf } from './check-copy.js';
import { openDatabase, WAIT_MS } from './database.js';
import { JournalError } from './journal.js';

/** Source and target of a backup. */
export interface BackupOptions extends Retention {
  /** Path of the journal, which may be open and written to meanwhile. */
  readonly journal: string;
  /** The journal's key, lower-case hex. */
  readonly key: string;
  readonly passphrase: PassphraseKey;
  readonly station: string;
  /**
   * Folder for temporary copies. It is created here; the caller removes it after this thread has ended, because the library
   * keeps its files open until then.
   */
  readonly workFolder: string;
  /** The backup folder. It is never created: if it is missing, a share is not connected. */
  readonly folder: string;
  /** Current time, ISO 8601 in UTC. */
  readonly now: string;
  /** Whether the clock jumped since the last backup. Then no backup is removed, because their ages are unknown. */
  readonly clockJumped: boolean;
}

export type BackupOutcome =
  | {
      readonly outcome: 'made';
      /** File name in the backup folder. */
      readonly name: string;
      readonly sizeBytes: number;
      readonly entries: number;
      readonly head: string;
      /** Number of backups of this journal now. */
      readonly kept: number;
      /** Names of older backups that were removed. */
      readonly removed: readonly string[];
    }
  | { readonly outcome: 'failed'; readonly problem: BackupProblem; readonly detail: string };

/** Disk space to leave for the journal, bytes. */
const SPARE_BYTES = 64 * 1024 * 1024;

const sizeRow = z.object({ bytes: z.int() });
const hashRow = z.object({ hash: z.string() });

/** Number of entries and hashes of the journal when it was copied. */
type Ends = ReturnType<typeof endsOf>;

/** A step of the backup that failed. */
class BackupStepError extends Error {
  override readonly name = 'Failed';
  constructor(
    readonly problem: BackupProblem,
    detail: string,
  ) {
    super(detail);
  }
}

/**
 * Makes one backup. Copies the journal in one read transaction, which blocks no writer (WAL). Writes the copy under a temporary
 * name, flushes it, reads it back from the target and verifies it. Only then gives it its name and removes older ones.
 * Synchronous, for a worker of its own. Never throws.
 * @param written called with the path of the unverified file, so that a test can damage it
 */
export function makeBackup(order: BackupOptions, written: (path: string) => void = () => undefined): BackupOutcome {
  const unfinished: string[] = [];
  try {
    if (statSync(order.folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new BackupStepError('folder-missing', `${order.folder} is not a folder`);
    }
    removeFileSync(order.workFolder);
    mkdirSync(order.workFolder, { recursive: true, mode: 0o700 });
    const copy = join(order.workFolder, 'copy.db');
    const facts = copyJournal(order, copy);
    const owner: BackupOwner = { station: order.station, journal: facts.first };
    const name = backupName(owner, order.now);
    const part = join(order.folder, unfinishedName(name));
    const sizeBytes = onTarget(() => {
      sweep(order.folder, owner);
      unfinished.push(part);
      return writeBackup(part, copy, factsOf(order, facts), order.key, order.passphrase);
    });
    written(part);
    verifyBackup(order, part, facts);
    onTarget(() => {
      replaceFileSync(part, join(order.folder, name));
      syncFolderSync(order.folder);
    });
    return { outcome: 'made', name, sizeBytes, entries: facts.entries, head: facts.head, ...removeOutdated(order, owner, name) };
  } catch (error) {
    for (const part of unfinished) tryRemove(part);
    return { outcome: 'failed', ...problemOf(error) };
  }
}

/** Removes partial files of interrupted backups of this journal. */
function sweep(folder: string, owner: BackupOwner): void {
  for (const name of readdirSync(folder)) if (backupStateOf(owner, name) === 'unfinished') removeFileSync(join(folder, name));
}

/** Copies the journal at one point in time and checks that the copy is one of this journal. */
function copyJournal({ journal, key, workFolder }: BackupOptions, copy: string): Ends {
  // Opening a missing database would create an empty one.
  if (!existsSync(journal)) throw new BackupStepError('journal', 'There is no journal');
  const db = openDatabase(journal, key, WAIT_MS);
  try {
    const { bytes } = sizeRow.parse(db.prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size').get());
    const { bavail, bsize } = statfsSync(workFolder);
    // The copy, and the one read back from the target, exist side by side.
    const needed = 2 * bytes + SPARE_BYTES;
    if (bavail * bsize < needed) {
      throw new BackupStepError('no-room-here', `${String(needed)} bytes are needed, ${String(bavail * bsize)} are free`);
    }
    db.prepare('VACUUM INTO ?').run(copy);
    const facts = endsOf(copy, key);
    const source = hashRow.parse(db.prepare('SELECT hash FROM entries WHERE seq = ?').get(facts.entries));
    if (source.hash !== facts.head)
      throw new BackupStepError('not-sound', `The copy ends with ${facts.head}, the journal had ${source.hash} there`);
    return facts;
  } catch (error) {
    if (error instanceof BackupStepError) throw error;
    // An error here is one of the station, not of the target.
    throw new BackupStepError(isFull(error) ? 'no-room-here' : 'journal', messageOf(error));
  } finally {
    db.close();
  }
}

function factsOf({ station, now }: BackupOptions, { first, entries, head }: Ends): BackupFacts {
  return { station, madeAt: now, journal: first, entries, head };
}

/** Reads a backup back from the target and verifies it. @throws BackupStepError `not-sound` if it differs from what was written */
function verifyBackup({ passphrase, workFolder }: BackupOptions, file: string, facts: Ends): void {
  const copy = join(workFolder, 'proof.db');
  try {
    const backup = readBackupHeader(file);
    extractDatabase(file, backup, copy);
    const found = checkCopy(copy, keyInBackup(backup.header, passphrase));
    const same = found.head === facts.head && found.entries === facts.entries && backup.header.head === facts.head;
    if (!same) throw new BackupStepError('not-sound', `It ends with entry ${String(found.entries)}, ${found.head}`);
  } catch (error) {
    if (error instanceof BackupStepError) throw error;
    if (isFull(error)) throw new BackupStepError('no-room-here', messageOf(error));
    throw new BackupStepError('not-sound', messageOf(error));
  }
}

/** Removes backups of this station and journal that are too old or too many. Failures are retried after the next backup. */
function removeOutdated(
  order: BackupOptions,
  owner: BackupOwner,
  made: string,
): { readonly kept: number; readonly removed: readonly string[] } {
  const kept: ExistingBackup[] = readdirSync(order.folder)
    .filter((name) => backupStateOf(owner, name) === 'whole')
    .flatMap((name) => {
      const header = headerOf(join(order.folder, name));
      return header?.station === owner.station && header.journal === owner.journal ? [{ name, madeAt: header.madeAt }] : [];
    });
  const removed = (order.clockJumped ? [] : outdatedBackups(kept, made, order, new Date(order.now))).filter((name) =>
    tryRemove(join(order.folder, name)),
  );
  return { kept: kept.length - removed.length, removed };
}

function headerOf(file: string): BackupFacts | null {
  try {
    return readBackupHeader(file).header;
  } catch {
    // An unreadable file does not count as a backup, so it is not removed.
    return null;
  }
}

function onTarget<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new BackupStepError(targetProblem(error), messageOf(error));
  }
}

/** Maps an error of the backup folder (POSIX codes; libuv uses them on Windows too). */
function targetProblem(error: unknown): BackupProblem {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'full';
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return 'read-only';
    case 'ENOENT':
    case 'ENOTDIR':
      return 'folder-missing';
    default:
      return 'target';
  }
}

function isFull(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT' || code.startsWith('SQLITE_FULL');
}

function problemOf(error: unknown): { readonly problem: BackupProblem; readonly detail: string } {
  if (error instanceof BackupStepError) return { problem: error.problem, detail: error.message };
  if (error instanceof JournalError || error instanceof BackupFileError) return { problem: 'not-sound', detail: error.message };
  return { problem: isFull(error) ? 'no-room-here' : 'journal', detail: messageOf(error) };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}

function tryRemove(path: string): boolean {
  try {
    rmSync(path, { recursive: true, force: true });
    return true;
  } catch {
    // The next backup removes it. Its name never counts as a backup.
    return false;
  }
}

import { existsSync } from 'node:fs';
import type { PreparedLine } from '../../shared/prepared.js';
import { openOrReplace, stampNow } from './open-or-replace.js';
import { createOnFirstWrite, startStoreWorker, type EmptyStoreAnswers } from './store-worker.js';
import { remoteStore, type SendCall } from './worker-protocol.js';

/** One line of a prepared file, with the card's id as it was read: see `electron/cards/written-card-id.ts`. */
export interface StoredAssignment {
  readonly view: PreparedLine;
  readonly cardText: string | null;
  readonly cardRaw: string | null;
  /** The same for all writings of one card. */
  readonly cardKey: string;
  /** When the card was first in a reader here, ISO 8601. */
  readonly presentedAt: string | null;
}

export interface StoredPreparedFile {
  readonly name: string;
  readonly origin: 'folder' | 'import';
  readonly takenAt: string;
  /** Of what it says: the same for the same lines. */
  readonly digest: string;
  /** An operator removed it: it is not taken again while it says the same. */
  readonly isRemoved: boolean;
}

/** Which cards are prepared for which requests, kept over restarts. Each writing call is on the disk when its promise resolves. */
export interface PreparedStore {
  files(): Promise<readonly StoredPreparedFile[]>;
  /** Lines in a fixed order, after the first `skip`, at most `limit`. */
  page(skip: number, limit: number): Promise<readonly StoredAssignment[]>;
  /** Hands over lines of the file that {@link replace} then writes: a portion at a time, so that nobody waits long. */
  stage(assignments: readonly StoredAssignment[]): Promise<void>;
  /** Writes a file with the lines that were handed over, in place of what it said before, all or nothing. */
  replace(file: StoredPreparedFile): Promise<void>;
  /** Forgets the lines that were handed over. */
  unstage(): Promise<void>;
  /** Takes a file's lines away and remembers that it was removed. */
  remove(name: string): Promise<void>;
  /** The card of a line was in a reader. */
  presented(file: string, line: number, at: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the store in a worker thread of its own. One that is damaged, or of another key, is set aside and a fresh one begun: what
 * lies in the folder is read again, what was imported can be imported again. Where there is none, it is begun by the first file
 * that is taken.
 *
 * @param script path of the bundled `worker.ts`
 * @throws JournalError when it cannot be opened at all
 */
export async function openPreparedStore(
  script: string,
  options: { readonly path: string; readonly key: string | null },
): Promise<PreparedStore> {
  const open = (): Promise<SendCall> => startStoreWorker(script, { store: 'prepared', ...options });
  const begin = async (): Promise<SendCall> => (await openOrReplace(options.path, open, stampNow())).store;
  const empty: EmptyStoreAnswers<'prepared'> = { files: [], page: [], unstage: undefined, close: undefined };
  return remoteStore('prepared', existsSync(options.path) ? await begin() : createOnFirstWrite(begin, empty));
}

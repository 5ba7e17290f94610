import { existsSync } from 'node:fs';
import type { PreparedLine } from '../../shared/prepared.js';
import { openOrReplace, stampNow } from './open-or-replace.js';
import { createOnFirstWrite, startStoreWorker, type EmptyStoreAnswers } from './store-worker.js';
import { remoteStore, type SendCall } from './worker-protocol.js';

/** One line of a prepared file, with the card id as parsed by `electron/cards/written-card-id.ts`. */
export interface StoredAssignment {
  readonly view: PreparedLine;
  readonly cardText: string | null;
  readonly cardRaw: string | null;
  /** The same for all spellings of one card id. */
  readonly cardKey: string;
  /** When the card was first in a reader here, ISO 8601. */
  readonly presentedAt: string | null;
}

export interface StoredPreparedFile {
  readonly name: string;
  readonly origin: 'folder' | 'import';
  readonly takenAt: string;
  /** Digest of the file's content; equal lines give equal digests. */
  readonly digest: string;
  /** An operator removed the file. It is not read again while its content is the same. */
  readonly isRemoved: boolean;
}

/** The prepared cards, kept across restarts. Each writing call is on the disk when its promise resolves. */
export interface PreparedStore {
  files(): Promise<readonly StoredPreparedFile[]>;
  /** Returns lines in a fixed order, at most `limit` after the first `skip`. */
  page(skip: number, limit: number): Promise<readonly StoredAssignment[]>;
  /** Stages lines for the next {@link replace}, in chunks that each take little time. */
  stage(assignments: readonly StoredAssignment[]): Promise<void>;
  /** Replaces a file's lines with the staged ones, all or nothing. */
  replace(file: StoredPreparedFile): Promise<void>;
  /** Discards the staged lines. */
  unstage(): Promise<void>;
  /** Removes a file's lines and records that it was removed. */
  remove(name: string): Promise<void>;
  /** Records that the card of a line was in a reader. */
  presented(file: string, line: number, at: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the store in a worker thread of its own. A damaged store, or one with another key, is renamed and a new one created:
 * the folder is read again, and imports can be repeated. A missing store is created by the first file.
 * @param script path of the bundled `worker.ts`
 * @throws JournalError if it cannot be opened at all
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

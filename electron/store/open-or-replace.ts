import { basename } from 'node:path';
import { removeFile, replaceFile } from '../core/files.js';
import { JournalError, type Journal } from './journal.js';
import type { SendCall } from './worker-protocol.js';

/** A damaged file that was renamed, and the reason. */
export interface ReplacedFile {
  readonly file: string;
  readonly detail: string;
}

export interface OpenedJournal {
  readonly journal: Journal;
  /** Null if the journal opened normally. */
  readonly setAside: ReplacedFile | null;
}

/**
 * Opens a journal. A damaged one is renamed, never changed or removed, and a new one is created whose first entry names it. The
 * caller reports every other error.
 * @param path of the journal's file
 * @param open opens or creates the journal at that path
 * @param stamp for the name of the damaged file, e.g. `2026-01-05T08-00-00`
 * @throws JournalError `in-use`, `too-new` or `unusable`
 */
export async function openJournalOrReplace(path: string, open: () => Promise<Journal>, stamp: string): Promise<OpenedJournal> {
  const { store: journal, setAside } = await openOrReplace(path, open, stamp);
  if (setAside !== null) await journal.note('journal-set-aside', { file: basename(setAside.file), detail: setAside.detail.slice(0, 500) });
  return { journal, setAside };
}

/** Does the same for any store, without an entry. @throws JournalError `in-use`, `too-new` or `unusable` */
export async function openOrReplace<Store>(
  path: string,
  open: () => Promise<Store>,
  stamp: string,
): Promise<{ readonly store: Store; readonly setAside: ReplacedFile | null }> {
  try {
    return { store: await open(), setAside: null };
  } catch (error) {
    if (!(error instanceof JournalError) || error.problem !== 'damaged') throw error;
    const file = `${path}.damaged-${stamp}`;
    await moveAside(path, file);
    return { store: await open(), setAside: { file, detail: error.message } };
  }
}

/**
 * Opens a cache. If it is damaged, or has another key or version, it is removed and recreated. If a later call finds it
 * damaged, that call fails and the next one uses a new, empty cache.
 * @throws JournalError if not even a new one can be opened
 */
export async function openOrRecreate(path: string, open: () => Promise<SendCall>): Promise<SendCall> {
  let current = open().catch((error: unknown) => {
    if (!(error instanceof JournalError) || error.problem === 'in-use') throw error;
    return recreate(path, open);
  });
  await current;
  return async (method, args) => {
    const used = current;
    const send = await used;
    try {
      return await send(method, args);
    } catch (error) {
      if (error instanceof JournalError && error.problem === 'damaged' && used === current) {
        // The file can be removed only after its thread has ended.
        current = send('close', [])
          .catch(() => undefined)
          .then(() => recreate(path, open));
        // The next caller gets the error.
        await current.catch(() => undefined);
      }
      throw error;
    }
  };
}

async function recreate<Store>(path: string, open: () => Promise<Store>): Promise<Store> {
  for (const suffix of suffixes) await removeFile(`${path}${suffix}`);
  return open();
}

/** A database's file, its write-ahead log and its shared memory. */
const suffixes = ['', '-wal', '-shm'];

/** Renames the database together with its write-ahead log. Neither is open: a store that failed to open has ended its thread. */
async function moveAside(path: string, file: string): Promise<void> {
  for (const suffix of suffixes) {
    try {
      await replaceFile(`${path}${suffix}`, `${file}${suffix}`);
    } catch (error) {
      if (suffix === '' || !(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
}

/** Returns the current time in a form suitable for file names. */
export function stampNow(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(':', '-');
}

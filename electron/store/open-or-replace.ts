import { basename } from 'node:path';
import { removeFile, replaceFile } from '../core/files.js';
import { JournalError, type Journal } from './journal.js';
import type { SendCall } from './worker-protocol.js';

/** The damaged file that was set aside and why. */
export interface ReplacedFile {
  readonly file: string;
  readonly detail: string;
}

export interface OpenedJournal {
  readonly journal: Journal;
  /** Null: the journal opened as it was. */
  readonly setAside: ReplacedFile | null;
}

/**
 * Opens a journal; a damaged one is renamed, never changed or removed, and a fresh one is begun whose first entry
 * names it. Everything else that keeps a journal from opening is the caller's to tell a person.
 *
 * @param path of the journal's file
 * @param open opens the journal at that path, or makes one
 * @param stamp goes into the name of a file that is set aside, e.g. `2026-01-05T08-00-00`
 * @throws JournalError `in-use`, `too-new` or `unusable`
 */
export async function openJournalOrReplace(path: string, open: () => Promise<Journal>, stamp: string): Promise<OpenedJournal> {
  const { store: journal, setAside } = await openOrReplace(path, open, stamp);
  if (setAside !== null) await journal.note('journal-set-aside', { file: basename(setAside.file), detail: setAside.detail.slice(0, 500) });
  return { journal, setAside };
}

/** The same for any store, without a note. @throws JournalError `in-use`, `too-new` or `unusable` */
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
 * Opens a store that holds nothing that cannot be had again. One that cannot be opened, because it is damaged, of another key
 * or of another version, is removed and begun anew; and so is one that a call finds damaged: the call fails, the next has an
 * empty store.
 *
 * @throws JournalError when it cannot be opened, not even as a new one
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
        // Only when its thread has ended is its file removed.
        current = send('close', [])
          .catch(() => undefined)
          .then(() => recreate(path, open));
        // Whoever calls next is told if there can be none.
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

/** A database's file, and its write-ahead log and shared memory, which belong to it. */
const suffixes = ['', '-wal', '-shm'];

/** The write-ahead log goes with the file; nobody has either open any more, for a store that was not opened has ended its thread. */
async function moveAside(path: string, file: string): Promise<void> {
  for (const suffix of suffixes) {
    try {
      await replaceFile(`${path}${suffix}`, `${file}${suffix}`);
    } catch (error) {
      if (suffix === '' || !(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
}

/** The moment, as it goes into the name of a file. */
export function stampNow(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(':', '-');
}

import { rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { JournalError, type Journal } from './journal.js';

/** The damaged file that was set aside and why. */
export interface SetAside {
  readonly file: string;
  readonly detail: string;
}

export interface OpenedJournal {
  readonly journal: Journal;
  /** Null: the journal opened as it was. */
  readonly setAside: SetAside | null;
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
export async function openOrSetAside(
  path: string,
  open: () => Promise<Journal>,
  stamp: string,
): Promise<OpenedJournal> {
  const { store: journal, setAside } = await openOrBeginAnew(path, open, stamp);
  if (setAside !== null) await journal.note('journal-set-aside', { file: basename(setAside.file), detail: setAside.detail.slice(0, 500) });
  return { journal, setAside };
}

/** The same for any store, without a note. @throws JournalError `in-use`, `too-new` or `unusable` */
export async function openOrBeginAnew<Store>(
  path: string,
  open: () => Promise<Store>,
  stamp: string,
): Promise<{ readonly store: Store; readonly setAside: SetAside | null }> {
  try {
    return { store: await open(), setAside: null };
  } catch (error) {
    if (!(error instanceof JournalError) || error.problem !== 'damaged') throw error;
    const file = `${path}.damaged-${stamp}`;
    await moveAside(path, file);
    return { store: await open(), setAside: { file, detail: error.message } };
  }
}

/** The write-ahead log belongs to the file and goes with it; the shared-memory file is made anew from the two. */
async function moveAside(path: string, file: string): Promise<void> {
  await rename(path, file);
  for (const suffix of ['-wal', '-shm']) {
    try {
      await rename(`${path}${suffix}`, `${file}${suffix}`);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
}

/** The moment, as it goes into the name of a file. */
export function stampNow(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(':', '-');
}

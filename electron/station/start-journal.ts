import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { JournalError, type Journal } from '../store/journal.js';
import { openJournal } from '../store/open-journal.js';
import { journalKey, type JournalKey } from './journal-key.js';
import { systemKeyStore } from './key-store.js';

/** Why the station does not open at all, in words for a person; nothing was changed. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Whose journal it is: the profile, who acts, and where. */
export interface JournalPlace {
  /** The profile folder. */
  readonly profile: string;
  /** Folder of the bundled main process, with the store worker in it. */
  readonly mainFolder: string;
  readonly operator: string;
  readonly station: string;
}

/** Where the live journal lies, and its key. */
export async function liveJournal(profile: string): Promise<JournalKey & { readonly folder: string; readonly path: string }> {
  const folder = join(profile, 'journal');
  await mkdir(folder, { recursive: true });
  return { ...(await keyOf(join(folder, 'journal.key'))), folder, path: join(folder, 'journal.db') };
}

/**
 * Opens the live journal for itself, without a station.
 *
 * @throws StartError when it cannot be used, e.g. while the station is open
 */
export async function openLiveJournal(place: JournalPlace): Promise<Journal> {
  const { path, key } = await liveJournal(place.profile);
  return usable(openAt(place, path, key));
}

/** Opens a journal in its place. @throws JournalError */
export function openAt({ mainFolder, operator, station }: Omit<JournalPlace, 'profile'>, path: string, key: string | null): Promise<Journal> {
  return openJournal(join(mainFolder, 'store-worker.js'), { path, key, context: { operator, station } });
}

/** Waits for a store to open. @throws StartError when it cannot be used */
export async function usable<T>(opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    throw new StartError(
      `The journal cannot be used, so nothing can be done; nothing was changed.\n\n${error.message}`,
      { cause: error },
    );
  }
}

async function keyOf(file: string): ReturnType<typeof journalKey> {
  try {
    return await journalKey(file, systemKeyStore);
  } catch (error) {
    throw new StartError(
      `The key of the journal in ${file} cannot be read or made, so the journal cannot be opened; nothing was changed.\n\n` +
        (error instanceof Error ? error.message : String(error)),
      { cause: error },
    );
  }
}

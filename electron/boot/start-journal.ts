import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Warnings } from '../../shared/warnings.js';
import { markRestored } from '../bindings/mark-restored.js';
import { headFileOf, keyFingerprint, readHead, type JournalHead } from '../store/journal-head.js';
import { JournalError, type Journal } from '../store/journal.js';
import { openJournal } from '../store/open-journal.js';
import { openJournalOrReplace, stampNow, type OpenedJournal } from '../store/open-or-replace.js';
import { journalKey, JournalKeyError, type JournalKey, type JournalKeyProblem } from '../store/journal-key.js';
import type { OwnFolders } from '../core/own-files.js';
import { systemKeyStore } from '../core/key-store.js';
import { StartError } from '../core/start-error.js';
import { requireStore } from '../store/require-store.js';

/** Profile, operator and computer of a journal. */
export interface JournalLocation {
  /** The profile folder. */
  readonly profile: string;
  /** Folder of the bundled main process, with the store worker. */
  readonly mainFolder: string;
  readonly operator: string;
  readonly station: string;
}

/** Paths of the live journal and its head, and its key. */
export interface LiveJournalFiles extends JournalKey {
  readonly folder: string;
  readonly path: string;
  readonly headFile: string;
}

/**
 * Returns the paths and key of a profile's live journal. Creates its folder and key at the first start.
 * @throws StartError if its folder cannot be created, or its key is missing or unreadable
 */
export async function locateLiveJournal(profile: string): Promise<LiveJournalFiles> {
  const folder = join(profile, 'journal');
  await requireStore(mkdir(folder, { recursive: true }));
  const headFile = headFileOf(folder, process.platform, process.env, homedir());
  return { ...(await keyOf(join(folder, 'journal.key'))), folder, path: join(folder, 'journal.db'), headFile };
}

/** Returns the folders of a profile's own files, which no export may replace. */
export function ownFoldersOf(profile: string): OwnFolders {
  return { profile, heads: dirname(headFileOf(join(profile, 'journal'), process.platform, process.env, homedir())) };
}

/**
 * Opens the live journal without a station.
 * @throws StartError if it cannot be used, e.g. while the station is open
 */
export async function openLiveJournal(place: JournalLocation): Promise<Journal> {
  const { path, key } = await locateLiveJournal(place.profile);
  return requireStore(openJournalAt(place, path, key));
}

/**
 * Opens the live journal for a station. A damaged one is renamed and a new one created. If the journal is an older copy or
 * comes from elsewhere, everything unfinished in it needs a person's decision, so that nothing is sent that was withdrawn or
 * replaced since.
 * @param open opens or creates the journal of these files
 * @throws StartError if it cannot be used
 */
export async function openStationJournal(
  { path, key, headFile }: LiveJournalFiles,
  open: () => Promise<Journal>,
): Promise<{ readonly journal: Journal; readonly warnings: Warnings }> {
  const known = readHeadFile(headFile);
  const hasItsKey = known?.key === keyFingerprint(key);
  const { journal, setAside } = await requireStore(
    hasItsKey ? openJournalOrReplace(path, open, stampNow()) : openInPlace(path, open, known !== null),
  );
  const standing = setAside === null ? await requireStore(journal.compareHead()) : ({ standing: 'current' } as const);
  let held = 0;
  if (standing.standing !== 'current') {
    held = await requireStore(
      holdOlderJournal(journal, { known: standing.standing === 'behind' ? standing.known : 0, found: standing.found }),
    );
  }
  try {
    await journal.keepHead();
  } catch (error) {
    await requireStore(journal.close());
    throw headError('written', headFile, error);
  }
  return {
    journal,
    warnings: [
      ...(setAside === null ? [] : [{ code: 'journal-set-aside' as const, ...setAside }]),
      ...(standing.standing === 'behind' || held > 0 ? [{ code: 'journal-put-back' as const }] : []),
    ],
  };
}

/** @throws StartError if the head exists and cannot be read: then it is unknown whether the journal is an older copy */
function readHeadFile(headFile: string): JournalHead | null {
  try {
    return readHead(headFile);
  } catch (error) {
    throw headError('read', headFile, error);
  }
}

function headError(what: 'read' | 'written', headFile: string, error: unknown): StartError {
  const detail = error instanceof Error ? error.message : String(error);
  return new StartError(
    `The file that shows whether the journal is an older copy cannot be ${what}. Card Desk does not open without it, because an older copy could send bindings that were withdrawn later. ` +
      `The journal and its bindings are kept, and nothing was sent.\n\n${headFile}\n${detail}\n\n` +
      'Check the disk, give this account permission to read and write the file and its folder, then start Card Desk again. If the file cannot be recovered, ' +
      'move it away. The journal then opens, and unfinished bindings are under Attention.',
    { cause: error },
  );
}

/**
 * Records that a journal is an older copy, and marks everything unfinished in it for a person's decision. @returns how many
 * bindings were marked
 */
export async function holdOlderJournal(journal: Journal, facts: { readonly known: number; readonly found: number }): Promise<number> {
  await journal.note('journal-put-back', facts);
  return markRestored(journal, () => new Date());
}

/** Opens a journal that may belong to another key. An unreadable one is not renamed. */
async function openInPlace(path: string, open: () => Promise<Journal>, hadAnotherKey: boolean): Promise<OpenedJournal> {
  try {
    return { journal: await open(), setAside: null };
  } catch (error) {
    if (!(error instanceof JournalError) || error.problem !== 'damaged') throw error;
    const folder = dirname(path);
    const keyFile = join(folder, 'journal.key');
    const what = hadAnotherKey
      ? `The journal key does not belong to this journal, so the journal cannot be opened. Nothing was changed.\n\n${keyFile}`
      : `The journal cannot be read. It is damaged, or its key belongs to another journal. Nothing was changed.\n\n${path}\n${keyFile}`;
    throw new StartError(`${what}\n\n${whatToDo(folder)}\n\n${error.message}`, { cause: error });
  }
}

/** Opens the journal at a path. @throws JournalError */
export function openJournalAt(
  { mainFolder, operator, station }: Omit<JournalLocation, 'profile'>,
  path: string,
  key: string | null,
  headFile?: string,
): Promise<Journal> {
  return openJournal(join(mainFolder, 'store-worker.js'), { path, key, headFile, context: { operator, station } });
}

async function keyOf(file: string): Promise<JournalKey> {
  try {
    return await journalKey(file, systemKeyStore);
  } catch (error) {
    if (error instanceof JournalKeyError) {
      throw new StartError(`${keyProblems[error.problem]}\n\n${file}\n${error.message}.\n\n${whatToDo(dirname(file))}`, { cause: error });
    }
    throw new StartError(
      `The journal key ${file} cannot be created, so no journal can be saved. Nothing was changed.\n\n` +
        (error instanceof Error ? error.message : String(error)),
      { cause: error },
    );
  }
}

const keyProblems: Readonly<Record<JournalKeyProblem, string>> = {
  missing: 'The journal key is missing, so the journal cannot be opened. Nothing was changed, and no new key was created.',
  unreadable: 'The journal key cannot be read, so the journal cannot be opened. Nothing was changed, and no new key was created.',
};

function whatToDo(folder: string): string {
  return (
    'Put the correct file back from a copy of the folder. If there is no copy, restore the newest backup of the journal (see the folder in backup.folder): ' +
    `move ${folder} away, then run card-desk --restore-backup=FILE.`
  );
}

import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { markRestored } from '../bindings/mark-restored.js';
import { removeFile, replaceFile } from '../core/files.js';
import { openBackupStore, type BackupStore } from '../store/backup.js';
import type { BackupFileProblem } from '../store/backup-file.js';
import type { EntryContext } from '../store/journal.js';
import { openJournal } from '../store/open-journal.js';
import { storeJournalKey } from '../store/journal-key.js';
import type { KeyStore } from '../core/key-store.js';

/** Why nothing was restored. The message is for a person; profile and backup are unchanged. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError';
}

export interface RestoreBackupDeps {
  readonly profile: string;
  /** Path of the bundled store worker. */
  readonly storeWorker: string;
  readonly file: string;
  readonly passphrase: string;
  readonly keyStore: KeyStore;
  /** Operator and computer. */
  readonly context: EntryContext;
  readonly now: () => Date;
}

export interface Restored {
  readonly station: string;
  readonly madeAt: string;
  /** Number of entries and head of the backup. */
  readonly entries: number;
  readonly head: string;
  /** Number of bindings that the server is asked about or that need attention. */
  readonly unsettled: number;
}

const refusals: Readonly<Record<BackupFileProblem, string>> = {
  'no-backup': 'The file does not exist or is not a Card Desk backup.',
  'too-new': 'The backup was created by a newer Card Desk. Install that version, then restore again.',
  damaged: 'The backup is damaged. Use another backup, even if it is older.',
  'wrong-passphrase': 'Wrong passphrase. Check capital letters and the keyboard language, then try again.',
};

/**
 * Creates the journal of a new station from a backup. Works in temporary folders, verifies the result, and then renames the
 * whole folder in one step. What the station did after the backup is not in it, so nothing is sent automatically: the server is
 * asked about every binding that could still be sent, and those it does not have need attention.
 * @throws RestoreError if nothing was restored
 */
export async function restoreBackup({
  profile,
  storeWorker,
  file,
  passphrase,
  keyStore,
  context,
  now,
}: RestoreBackupDeps): Promise<Restored> {
  const journalFolder = join(profile, 'journal');
  const [work, fresh] = [join(profile, 'journal.restoring'), join(profile, 'journal.new')];
  await makeRoom(journalFolder);
  try {
    for (const folder of [work, fresh]) {
      await removeFile(folder);
      await mkdir(folder, { recursive: true, mode: 0o700 });
    }
    const { header, key, facts, head } = await inStore(storeWorker, async (backup) => {
      const worked = join(work, 'journal.db');
      const unpacked = await backup.unpack(file, passphrase, worked);
      if (unpacked.outcome === 'refused') throw new RestoreError(`${refusals[unpacked.problem]} (${unpacked.detail})`);
      const about = {
        file: basename(file),
        madeAt: unpacked.header.madeAt,
        madeBy: unpacked.header.station,
        entries: unpacked.facts.entries,
        head: unpacked.facts.head,
      };
      await noteRestored(storeWorker, { path: worked, key: unpacked.key, context }, about, now);
      return { ...unpacked, head: (await backup.settle(worked, unpacked.key, join(fresh, 'journal.db'))).head };
    });
    await storeJournalKey(join(fresh, 'journal.key'), key, keyStore);
    await replaceFile(fresh, journalFolder);
    await verifyAgain(storeWorker, join(journalFolder, 'journal.db'), key, head);
    return { station: header.station, madeAt: header.madeAt, entries: facts.entries, head: facts.head, unsettled: facts.unsettled };
  } finally {
    for (const folder of [work, fresh]) await removeFile(folder);
  }
}

/** Runs work in a worker that has ended and closed its files when this resolves: Windows cannot rename a folder with an open file. */
async function inStore<T>(storeWorker: string, work: (store: BackupStore) => Promise<T>): Promise<T> {
  const store = await openBackupStore(storeWorker);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function makeRoom(folder: string): Promise<void> {
  const there = await readdir(folder).catch(() => null);
  if (there === null) return;
  if (there.length > 0) {
    throw new RestoreError(
      `There is already a journal in ${folder}. Move this folder away, or restore to another profile (--user-data-dir=FOLDER).`,
    );
  }
  await rmdir(folder);
}

/** Records the restore, and marks bindings that may have been sent or withdrawn since the backup. */
async function noteRestored(
  storeWorker: string,
  options: Parameters<typeof openJournal>[1],
  facts: Readonly<Record<string, string | number>>,
  now: () => Date,
): Promise<void> {
  const journal = await openJournal(storeWorker, options);
  try {
    await journal.note('restored', facts);
    await markRestored(journal, now);
  } finally {
    await journal.close();
  }
}

/** Verifies the journal at its final path, in a new worker. */
async function verifyAgain(storeWorker: string, path: string, key: string, head: string): Promise<void> {
  const found = await inStore(storeWorker, (store) => store.check(path, key));
  if (found.head !== head)
    throw new RestoreError(`The journal in ${path} ends with ${found.head} instead of ${head}. Do not use it; restore again.`);
}

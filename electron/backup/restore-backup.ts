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

/** Why nothing was restored, in words for a person; the profile and the backup are as they were. */
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
  /** Who restores, and where. */
  readonly context: EntryContext;
  readonly now: () => Date;
}

export interface Restored {
  readonly station: string;
  readonly madeAt: string;
  /** Entries and head of the backup. */
  readonly entries: number;
  readonly head: string;
  /** Bindings that are asked about at the server, or wait for a person. */
  readonly unsettled: number;
}

const refusals: Readonly<Record<BackupFileProblem, string>> = {
  'no-backup': 'It is not a backup that Card Desk made, or it is not there.',
  'too-new': 'A newer Card Desk made it. Install that version, and restore with it.',
  damaged: 'It is damaged. Take another backup; an older one is better than none.',
  'wrong-passphrase': 'The passphrase is not the one it was made with. Check capitals and the keyboard’s language, and try again.',
};

/**
 * Makes the journal of a fresh station out of a backup. Nothing stands in its place before it was proven, worked on and
 * proven again: the whole folder is given its name in one step.
 *
 * What the station did after the backup is not in it, so nothing of it is sent by itself: the server is asked about every
 * binding that could still be sent, and what it does not have waits for a person.
 *
 * @throws RestoreError when nothing was restored
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

/** Does some work in a worker that has ended, and let go of its files, when this resolves: Windows renames no folder with an open file in it. */
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
      `There is a journal in ${folder} already. Move this folder away, or restore into another profile (--user-data-dir=FOLDER).`,
    );
  }
  await rmdir(folder);
}

/** Notes the restoring, and holds what the backup's station may have sent, or withdrawn, since. */
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

/** Looks at what now stands in the profile, by a worker that has not seen it before. */
async function verifyAgain(storeWorker: string, path: string, key: string, head: string): Promise<void> {
  const found = await inStore(storeWorker, (store) => store.check(path, key));
  if (found.head !== head)
    throw new RestoreError(`The journal in ${path} ends with ${found.head}, not with ${head} as it was written: do not use it.`);
}

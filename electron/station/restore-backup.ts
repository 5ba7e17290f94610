import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultRetryPolicy, next } from '../bindings/machine.js';
import { openBackupStore, type BackupStore } from '../store/backup.js';
import type { BackupFileProblem } from '../store/backup-file.js';
import type { EntryContext } from '../store/journal.js';
import { openJournal } from '../store/open-journal.js';
import { keepJournalKey } from './journal-key.js';
import type { KeyStore } from './key-store.js';

/** Why nothing was restored, in words for a person; the profile and the backup are as they were. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError';
}

export interface RestoreOptions {
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
  /** Bindings that are asked about at the server before anything is sent. */
  readonly unsettled: number;
}

/** Tries to give the finished folder its name: on Windows a scanner may hold a new file for a moment. */
const RENAMES = 20;
const RENAME_PAUSE_MS = 100;

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
 * What the station did after the backup is not in it, so every binding that could still be sent becomes uncertain: the
 * server is asked about it first.
 *
 * @throws RestoreError when nothing was restored
 */
export async function restoreBackup({ profile, storeWorker, file, passphrase, keyStore, context, now }: RestoreOptions): Promise<Restored> {
  const journalFolder = join(profile, 'journal');
  const [work, fresh] = [join(profile, 'journal.restoring'), join(profile, 'journal.new')];
  await makeRoom(journalFolder);
  const backup = await openBackupStore(storeWorker);
  try {
    for (const folder of [work, fresh]) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
    }
    const worked = join(work, 'journal.db');
    const unpacked = await backup.unpack(file, passphrase, worked);
    if (unpacked.outcome === 'refused') throw new RestoreError(`${refusals[unpacked.problem]} (${unpacked.detail})`);
    const { header, key, facts } = unpacked;
    await markRestored(storeWorker, { path: worked, key, context }, { file: basename(file), madeAt: header.madeAt, madeBy: header.station, entries: facts.entries, head: facts.head }, now);
    const { head } = await backup.settle(worked, key, join(fresh, 'journal.db'));
    await keepJournalKey(join(fresh, 'journal.key'), key, keyStore);
    await givenName(fresh, journalFolder);
    await proveAgain(storeWorker, join(journalFolder, 'journal.db'), key, head);
    return { station: header.station, madeAt: header.madeAt, entries: facts.entries, head: facts.head, unsettled: facts.unsettled };
  } finally {
    await backup.close();
    for (const folder of [work, fresh]) await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

async function makeRoom(folder: string): Promise<void> {
  const there = await readdir(folder).catch(() => null);
  if (there === null) return;
  if (there.length > 0) {
    throw new RestoreError(`There is a journal in ${folder} already. Move this folder away, or restore into another profile (--user-data-dir=FOLDER).`);
  }
  await rmdir(folder);
}

/** Notes the restoring, and makes uncertain what the backup's station may have sent since. */
async function markRestored(
  storeWorker: string,
  options: Parameters<typeof openJournal>[1],
  facts: Readonly<Record<string, string | number>>,
  now: () => Date,
): Promise<void> {
  const journal = await openJournal(storeWorker, options);
  try {
    await journal.note('restored', facts);
    for (const { bindingId, state } of await journal.unsettled()) {
      // What needs a person is not sent by itself, and asked about when the person says so.
      if (state.state === 'attention') continue;
      const uncertain = next(state, { event: 'restored' }, { now: now(), random: 0, policy: defaultRetryPolicy, quietMs: 0 });
      await journal.record({ bindingId, event: 'restored', from: state, state: uncertain });
    }
  } finally {
    await journal.close();
  }
}

async function givenName(folder: string, name: string): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      await rename(folder, name);
      return;
    } catch (error) {
      if (tried === RENAMES) throw error;
      await pause(RENAME_PAUSE_MS);
    }
  }
}

/** Looks at what now stands in the profile, by a worker that has not seen it before. */
async function proveAgain(storeWorker: string, path: string, key: string, head: string): Promise<void> {
  const store: BackupStore = await openBackupStore(storeWorker);
  try {
    const found = await store.check(path, key);
    if (found.head !== head) throw new RestoreError(`The journal in ${path} ends with ${found.head}, not with ${head} as it was written: do not use it.`);
  } finally {
    await store.close();
  }
}

import type { KnownPerson } from '../../shared/requests.js';
import { openOrRecreate } from './open-or-replace.js';
import { startStoreWorker } from './store-worker.js';
import { remoteStore, type SendCall } from './worker-protocol.js';

/** A person as the directory returned them at a time, ms since the epoch. */
export interface CachedPerson {
  readonly person: KnownPerson;
  readonly at: number;
}

export interface CachedPhoto {
  readonly bytes: Uint8Array;
  readonly at: number;
}

export interface PeopleChange {
  readonly put: readonly CachedPerson[];
  /** Ids of users that the directory no longer has. */
  readonly removed: readonly string[];
}

/** Answers of the directory, for times when it is unavailable. It can be deleted at any time. */
export interface PeopleCache {
  /** Returns the next people by user id, one page at a time. */
  page(after: string, limit: number): Promise<readonly CachedPerson[]>;
  save(change: PeopleChange): Promise<void>;
  photo(userId: string): Promise<CachedPhoto | null>;
  /** Null if the directory has no photo of this user. */
  savePhoto(userId: string, photo: CachedPhoto | null): Promise<void>;
  close(): Promise<void>;
}

/** Stores nothing; used if the cache cannot be opened. */
export const noPeopleCache: PeopleCache = {
  page: () => Promise.resolve([]),
  save: () => Promise.resolve(),
  photo: () => Promise.resolve(null),
  savePhoto: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/**
 * Opens the cache in a worker thread of its own. A damaged one is recreated, now or when it is read.
 * @param script path of the bundled `worker.ts`
 * @throws JournalError if it cannot be opened at all
 */
export async function openPeopleCache(
  script: string,
  options: { readonly path: string; readonly key: string | null; readonly forgetBefore: number },
): Promise<PeopleCache> {
  const open = (): Promise<SendCall> => startStoreWorker(script, { store: 'people', ...options });
  return remoteStore('people', await openOrRecreate(options.path, open));
}

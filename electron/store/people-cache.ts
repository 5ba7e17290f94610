import type { KnownPerson } from '../../shared/requests.js';
import { openOrRecreate } from './open-or-replace.js';
import { startStoreWorker } from './store-worker.js';
import { remoteStore, type SendCall } from './worker-protocol.js';

/** A person as a directory knew them at a time, ms since the epoch. */
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
  /** User ids of people the directory no longer has. */
  readonly removed: readonly string[];
}

/** What a directory said of people, kept for when it does not answer; it can be thrown away at any time. */
export interface PeopleCache {
  /** The next people by user id, so that many of them hold nothing up. */
  page(after: string, limit: number): Promise<readonly CachedPerson[]>;
  save(change: PeopleChange): Promise<void>;
  photo(userId: string): Promise<CachedPhoto | null>;
  /** Null: the directory has no photo of this user. */
  savePhoto(userId: string, photo: CachedPhoto | null): Promise<void>;
  close(): Promise<void>;
}

/** Keeps nothing: for where the cache cannot be opened. */
export const noPeopleCache: PeopleCache = {
  page: () => Promise.resolve([]),
  save: () => Promise.resolve(),
  photo: () => Promise.resolve(null),
  savePhoto: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/**
 * Opens the cache in a worker thread of its own; one that is damaged is begun anew, then or when it is read.
 *
 * @param script path of the bundled `worker.ts`
 * @throws JournalError when it cannot be opened at all
 */
export async function openPeopleCache(
  script: string,
  options: { readonly path: string; readonly key: string | null; readonly forgetBefore: number },
): Promise<PeopleCache> {
  const open = (): Promise<SendCall> => startStoreWorker(script, { store: 'people', ...options });
  return remoteStore('people', await openOrRecreate(options.path, open));
}

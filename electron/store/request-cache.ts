import type { RequestView } from '../../shared/requests.js';
import { openOrRecreate } from './open-or-replace.js';
import { startStoreWorker } from './store-worker.js';
import { remoteStore, type SendCall } from './worker-protocol.js';

/** A request as it was last shown, with the server's status number. */
export interface CachedRequest {
  readonly view: RequestView;
  readonly status: number;
}

export interface CachedRequests {
  readonly requests: readonly CachedRequest[];
  readonly fetchedAt: string;
}

/** The last list of requests, for a start without a network. It can be deleted at any time. */
export interface RequestCache {
  /** Returns the next requests by id, one page at a time; null if no list was ever stored. */
  page(after: string, limit: number): Promise<CachedRequests | null>;
  /** Applies a change to the stored list. */
  save(change: { readonly put: readonly CachedRequest[]; readonly removed: readonly string[]; readonly fetchedAt: string }): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the cache in a worker thread of its own. A damaged one is recreated, now or when it is read.
 * @param script path of the bundled `worker.ts`
 * @throws JournalError if it cannot be opened at all
 */
export async function openRequestCache(
  script: string,
  options: { readonly path: string; readonly key: string | null },
): Promise<RequestCache> {
  const open = (): Promise<SendCall> => startStoreWorker(script, { store: 'requests', ...options });
  const store = remoteStore('requests', await openOrRecreate(options.path, open));
  /** A change could not be stored. Later ones are useless until the next start, which fetches the whole list. */
  let isBehind = false;
  return {
    ...store,
    save: async (change) => {
      if (isBehind) return;
      try {
        await store.save(change);
      } catch (error) {
        isBehind = true;
        throw error;
      }
    },
  };
}

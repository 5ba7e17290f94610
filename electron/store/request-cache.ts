import type { RequestView } from '../../shared/requests.js';
import { openOrRecreate } from './open-or-replace.js';
import { startStoreWorker } from './store-worker.js';
import { remoteStore, type SendCall } from './worker-protocol.js';

/** A request as it was last shown, with the status number the server gave it. */
export interface CachedRequest {
  readonly view: RequestView;
  readonly status: number;
}

export interface CachedRequests {
  readonly requests: readonly CachedRequest[];
  readonly fetchedAt: string;
}

/** The last list of requests, kept for a start without a network; it can be thrown away at any time. */
export interface RequestCache {
  /** The next requests by id, so that many of them hold nothing up; null when nothing was ever kept. */
  page(after: string, limit: number): Promise<CachedRequests | null>;
  /** Brings the kept list forward by a difference. */
  save(change: { readonly put: readonly CachedRequest[]; readonly removed: readonly string[]; readonly fetchedAt: string }): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the cache in a worker thread of its own; one that is damaged is begun anew, then or when it is read.
 *
 * @param script path of the bundled `worker.ts`
 * @throws JournalError when it cannot be opened at all
 */
export async function openRequestCache(
  script: string,
  options: { readonly path: string; readonly key: string | null },
): Promise<RequestCache> {
  const open = (): Promise<SendCall> => startStoreWorker(script, { store: 'requests', ...options });
  const store = remoteStore('requests', await openOrRecreate(options.path, open));
  /** A difference could not be kept: those after it mean nothing until a start that fetches all of it anew. */
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

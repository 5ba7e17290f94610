import type { RequestView } from '../../shared/requests.js';
import type { RequestCacheFile } from './request-cache-file.js';
import { openOrDiscard } from './open-or-set-aside.js';
import { startStoreWorker, type Send } from './store-worker.js';

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
  const open = (): Promise<Send<RequestCacheFile>> => startStoreWorker<RequestCacheFile>(script, { store: 'requests', ...options });
  const send = await openOrDiscard(options.path, open, (store) => store((id) => ({ id, method: 'close', args: [] })));
  /** A difference could not be kept: those after it mean nothing until a start that fetches all of it anew. */
  let isBehind = false;
  return {
    page: (after, limit) => send((id) => ({ id, method: 'page', args: [after, limit] })),
    save: async (change) => {
      if (isBehind) return;
      try {
        await send((id) => ({ id, method: 'save', args: [change] }));
      } catch (error) {
        isBehind = true;
        throw error;
      }
    },
    close: async () => {
      await send((id) => ({ id, method: 'close', args: [] }));
    },
  };
}

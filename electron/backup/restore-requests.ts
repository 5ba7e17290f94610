import { setTimeout } from 'node:timers/promises';
import type { RequestBook } from '../requests/request-book.js';
import type { CachedRequests, RequestCache } from '../store/request-cache.js';

/** The screen has drawn the first page by then, ms: the others would hold it up. */
const FIRST_DRAWN_MS = 300;

export interface RestoreRequestsDeps {
  /** Null where nothing is kept. */
  readonly cache: Pick<RequestCache, 'page'> | null;
  readonly book: Pick<RequestBook, 'restore'> & { forgetKept(): void };
  readonly pageSize: number;
  /** Called once, when the first page is there or there is none. */
  readonly begin: () => Promise<void>;
  /** Told that the cache cannot be read: then there is nothing kept, and the server's list is awaited. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Takes in the list of requests that the last run kept, a page at a time. The screen may begin with the first page, whatever
 * the length of the list. A cache that cannot be read stops nothing: what came of it is forgotten.
 */
export async function restoreRequests({ cache, book, pageSize, begin, onTrouble }: RestoreRequestsDeps): Promise<void> {
  const pageAfter = async (after: string): Promise<CachedRequests | null> => {
    try {
      return cache === null ? null : await cache.page(after, pageSize);
    } catch (error) {
      onTrouble(error);
      book.forgetKept();
      return null;
    }
  };
  let after = '';
  for (let isFirst = true; ; isFirst = false) {
    const page = await pageAfter(after);
    const wantsMore = page !== null && book.restore(page, !isFirst);
    if (isFirst) await begin();
    after = page?.requests.at(-1)?.view.requestId ?? '';
    if (!wantsMore || after === '' || page.requests.length < pageSize) return;
    if (isFirst) await setTimeout(FIRST_DRAWN_MS);
  }
}

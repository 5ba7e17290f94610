import type { RequestBook } from '../requests/request-book.js';
import type { CachedRequests, RequestCache } from '../store/request-cache.js';

export interface RestoreRequestsDeps {
  /** Null if there is no cache. */
  readonly cache: Pick<RequestCache, 'page'> | null;
  readonly book: Pick<RequestBook, 'restore'> & { forgetKept(): void };
  /** Size of the first page, which the screen starts with: a few screenfuls are read, checked and drawn sooner than a long list. */
  readonly firstPage: number;
  readonly pageSize: number;
  /** Called once, after the first page was read or there is none. */
  readonly begin: () => Promise<void>;
  /** Called after that; the next pages are read when it resolves, so that they do not delay the first drawing. */
  readonly drawn: () => Promise<void>;
  /** Called if the cache cannot be read. The list then comes from the server. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Loads the cached list of requests one page at a time, so that the screen can start with the first page. If the cache cannot
 * be read, discards what was loaded and continues.
 */
export async function restoreRequests({ cache, book, firstPage, pageSize, begin, drawn, onTrouble }: RestoreRequestsDeps): Promise<void> {
  const pageAfter = async (after: string, limit: number): Promise<CachedRequests | null> => {
    try {
      return cache === null ? null : await cache.page(after, limit);
    } catch (error) {
      onTrouble(error);
      book.forgetKept();
      return null;
    }
  };
  let after = '';
  for (let isFirst = true; ; isFirst = false) {
    const limit = isFirst ? firstPage : pageSize;
    const page = await pageAfter(after, limit);
    const wantsMore = page !== null && book.restore(page, !isFirst);
    if (isFirst) await begin();
    after = page?.requests.at(-1)?.view.requestId ?? '';
    if (!wantsMore || after === '' || page.requests.length < limit) return;
    if (isFirst) await drawn();
  }
}

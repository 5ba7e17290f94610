import { setTimeout } from 'node:timers/promises';
import type { RequestBook } from '../requests/request-book.js';
import type { RequestCache } from '../store/request-cache.js';

/** The screen has drawn the first page by then, ms: the others would hold it up. */
const FIRST_DRAWN_MS = 300;

/**
 * Takes in the list of requests that the last run kept, a page at a time. The screen may begin with the first page, whatever
 * the length of the list.
 *
 * @param cache null where nothing is kept
 * @param begin called once, when the first page is there or there is none
 * @throws JournalError when what was kept cannot be read
 */
export async function restoreRequests(
  cache: Pick<RequestCache, 'page'> | null,
  book: Pick<RequestBook, 'restore'>,
  pageSize: number,
  begin: () => Promise<void>,
): Promise<void> {
  let after = '';
  for (let isFirst = true; ; isFirst = false) {
    const page = cache === null ? null : await cache.page(after, pageSize);
    const wantsMore = page !== null && book.restore(page, !isFirst);
    if (isFirst) await begin();
    after = page?.requests.at(-1)?.view.requestId ?? '';
    if (!wantsMore || after === '' || page.requests.length < pageSize) return;
    if (isFirst) await setTimeout(FIRST_DRAWN_MS);
  }
}

import type { RequestView } from '../../shared/requests.js';
import type { RequestBook } from './request-book.js';

/** A change of the list of requests. */
interface RequestsChange {
  readonly put: readonly { readonly view: RequestView }[];
  readonly removed: readonly string[];
}

/**
 * Reduces a change of the list to requests that a card may be bound to: a request that is not bindable counts as removed. A
 * person's other requests do not make the match of a prepared card ambiguous.
 */
export function bindableChange(book: Pick<RequestBook, 'isBindable'>, { put, removed }: RequestsChange): RequestsChange {
  return {
    put: put.filter(({ view }) => book.isBindable(view)),
    removed: [...removed, ...put.flatMap(({ view }) => (book.isBindable(view) ? [] : [view.requestId]))],
  };
}

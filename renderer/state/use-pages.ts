import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { StationError } from '../../shared/errors.js';
import { queryClient } from './query.js';
import { useRevision } from './use-revision.js';

interface Page<Row> {
  readonly rows: readonly Row[];
  /** How many there are, fetched or not. */
  readonly total: number;
  /** Asks for the next page; null: there is none. */
  readonly next: number | null;
}

interface PageAsked {
  readonly pageParam: number | null;
  readonly signal: AbortSignal;
}

export interface Pages<Row> extends Pick<Page<Row>, 'rows' | 'total'> {
  readonly loading: boolean;
  readonly error: StationError | null;
  /** Fetches the page after the last one, if there is one and nothing is under way. */
  readonly more: () => void;
}

/**
 * A long list that comes page by page. What was found stays until another search is answered, and when it cannot be fetched anew.
 *
 * @param key What is looked for: the call, and what narrows it down.
 * @param revision Fetches the pages that are here anew whenever this is another one.
 * @param page Fetches a page; null for the first. What else it says is in `last`, as the last page said it.
 */
export function usePages<Row, More extends object>(
  key: readonly unknown[],
  revision: unknown,
  page: (asked: number | null, signal: AbortSignal) => Promise<Page<Row> & More>,
): Pages<Row> & { readonly last: More | undefined } {
  const first: number | null = null;
  const query = useInfiniteQuery(
    {
      // Never the key of a single call.
      queryKey: ['pages', ...key],
      queryFn: ({ pageParam, signal }: PageAsked) => page(pageParam, signal),
      initialPageParam: first,
      getNextPageParam: ({ next }) => next,
      placeholderData: keepPreviousData,
    },
    queryClient,
  );
  useRevision(revision, query);
  const { data, error, isFetching, hasNextPage, fetchNextPage } = query;
  return {
    rows: data?.pages.flatMap(({ rows }) => rows) ?? [],
    total: data?.pages.at(-1)?.total ?? 0,
    last: data?.pages.at(-1),
    loading: isFetching,
    error: error?.reason ?? null,
    more: () => {
      if (hasNextPage) void fetchNextPage({ cancelRefetch: false });
    },
  };
}

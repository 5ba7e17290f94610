import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { StationError } from '../../shared/errors.js';
import { queryClient } from './query.js';
import { useRevision } from './use-revision.js';

interface Page<Row> {
  readonly rows: readonly Row[];
  /** Total number, fetched or not. */
  readonly total: number;
  /** Asks for the next page; null if there is none. */
  readonly next: number | null;
}

interface PageAsked {
  readonly pageParam: number | null;
  readonly signal: AbortSignal;
}

export interface Pages<Row> extends Pick<Page<Row>, 'rows' | 'total'> {
  readonly loading: boolean;
  readonly error: StationError | null;
  /** Fetches the next page, if there is one and no fetch is in progress. */
  readonly more: () => void;
}

/**
 * Returns a long list page by page. Results stay until another search is answered, and if fetching again fails.
 *
 * @param key the call and its filters
 * @param revision fetches the loaded pages again whenever it changes
 * @param page fetches a page; null for the first. Its other fields are in `last`, as of the last page.
 */
export function usePages<Row, More extends object>(
  key: readonly unknown[],
  revision: unknown,
  page: (asked: number | null, signal: AbortSignal) => Promise<Page<Row> & More>,
): Pages<Row> & { readonly last: More | undefined } {
  const first: number | null = null;
  const query = useInfiniteQuery(
    {
      // Never equals the key of a single call.
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
  // Identical until something else was fetched: the list calls `more` whenever it is another one, also after a failure.
  const more = useCallback(() => {
    if (hasNextPage) void fetchNextPage({ cancelRefetch: false });
  }, [hasNextPage, fetchNextPage]);
  const rows = useMemo(() => data?.pages.flatMap((one) => one.rows) ?? [], [data]);
  return {
    rows,
    total: data?.pages.at(-1)?.total ?? 0,
    last: data?.pages.at(-1),
    loading: isFetching,
    error: error?.reason ?? null,
    more,
  };
}

import { useEffect, useRef } from 'react';

interface Refetched {
  readonly isEnabled: boolean;
  readonly isFetching: boolean;
  readonly refetch: () => Promise<unknown>;
}

/**
 * Fetches again when something happened that may change the answer. Events during a fetch are handled after it; otherwise
 * each event of a burst would cancel the previous fetch, and nothing would be shown before the last.
 */
export function useRevision(revision: unknown, { isEnabled, isFetching, refetch }: Refetched): void {
  const asked = useRef(revision);
  useEffect(() => {
    if (isEnabled && (isFetching || Object.is(asked.current, revision))) return;
    asked.current = revision;
    if (isEnabled) void refetch();
  }, [revision, isEnabled, isFetching, refetch]);
}

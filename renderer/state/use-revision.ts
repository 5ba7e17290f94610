import { useEffect, useRef } from 'react';

interface Refetched {
  readonly isEnabled: boolean;
  readonly isFetching: boolean;
  readonly refetch: () => Promise<unknown>;
}

/**
 * Fetches anew when something has happened that may change the answer. What happens while a fetch is under way is fetched after
 * it: a burst of events would else end one after the other, and nothing would be shown before the last.
 */
export function useRevision(revision: unknown, { isEnabled, isFetching, refetch }: Refetched): void {
  const asked = useRef(revision);
  useEffect(() => {
    if (isEnabled && (isFetching || Object.is(asked.current, revision))) return;
    asked.current = revision;
    if (isEnabled) void refetch();
  }, [revision, isEnabled, isFetching, refetch]);
}

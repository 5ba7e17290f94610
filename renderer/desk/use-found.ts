import { useEffect, useMemo, useState } from 'react';
import type { RequestView } from '../../shared/requests.js';
import { filtered, type RequestFilter } from './filter.js';
import { findSimilar } from './similar-requests.js';
import { buildIndexes, search } from './search.js';
import { runInSlices, runSlice } from './time-slices.js';

export interface Found {
  readonly requests: readonly RequestView[];
  /** Whether these are approximate matches because none matches exactly. */
  readonly near: boolean;
}

/** Time after the last change of the list at which the search index is built, ms. */
const QUIET_MS = 500;

/** Builds the search index of the requests that can be bound, then of the others, when they have not changed for a while. */
export function useSearchIndex(bindable: readonly RequestView[], cannot: readonly RequestView[]): void {
  // While a long list arrives, each portion makes a new list.
  useEffect(
    () =>
      runInSlices(
        (function* () {
          yield* buildIndexes(bindable);
          return yield* buildIndexes(cannot);
        })(),
        () => undefined,
        QUIET_MS,
      ),
    [bindable, cannot],
  );
}

/** Returns the requests that match a query and a filter at `now`, or approximate matches if none matches. */
export function useFoundRequests(all: readonly RequestView[], filter: RequestFilter, query: string, now: number): Found {
  const exact = useMemo(() => filtered(search(all, query), filter, now), [all, filter, now, query]);
  const near = useNear(all, exact.length === 0 && query !== '' ? query : null);
  return useMemo(() => {
    const requests = near.length === 0 ? exact : filtered(near, filter, now);
    return { requests, near: near.length > 0 };
  }, [exact, near, filter, now]);
}

const none: readonly RequestView[] = [];

/** Length of a list whose approximate matches are found within a slice of time; in a longer one that would only delay the key. */
const MOST_AT_ONCE = 2_000;

/**
 * Returns approximate matches of a query: at once for a list of usual length, a little later for a long one. A null query
 * asks for nothing.
 */
function useNear(all: readonly RequestView[], query: string | null): readonly RequestView[] {
  const work = useMemo(() => {
    if (query === null) return null;
    const looking = findSimilar(all, query);
    return { looking, found: all.length > MOST_AT_ONCE ? null : runSlice(looking) };
  }, [all, query]);
  const [later, setLater] = useState<{ readonly of: object; readonly found: readonly RequestView[] } | null>(null);
  useEffect(() => {
    if (work === null || work.found !== null) return undefined;
    return runInSlices(work.looking, (found) => {
      setLater({ of: work, found });
    });
  }, [work]);
  if (work === null) return none;
  return work.found ?? (later?.of === work ? later.found : none);
}

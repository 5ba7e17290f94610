import { useEffect, useMemo, useState } from 'react';
import type { RequestView } from '../../shared/requests.js';
import { filtered, type RequestFilter } from './filter.js';
import { lookNear } from './near.js';
import { makeReady, search } from './search.js';
import { inSlices, slice } from './slices.js';

export interface Found {
  readonly requests: readonly RequestView[];
  /** They come near to the query, which stands nowhere as it was typed. */
  readonly near: boolean;
}

/** A list that has not changed for so long is made ready to be searched, ms. */
const QUIET_MS = 250;

/** The requests a query and a filter leave at `now`; those that come near to it where nothing holds it. */
export function useFound(all: readonly RequestView[], filter: RequestFilter, query: string, now: number): Found {
  // While a long list comes in, each portion makes it another one.
  useEffect(() => inSlices(makeReady(all), () => undefined, QUIET_MS), [all]);
  const exact = useMemo(() => filtered(search(all, query), filter, now), [all, filter, now, query]);
  const near = useNear(all, exact.length === 0 && query !== '' ? query : null);
  return useMemo(() => {
    const requests = near.length === 0 ? exact : filtered(near, filter, now);
    return { requests, near: near.length > 0 };
  }, [exact, near, filter, now]);
}

const none: readonly RequestView[] = [];

/** What comes near to a query: at once in a list of a usual length, a little later in a long one. Null asks for nothing. */
function useNear(all: readonly RequestView[], query: string | null): readonly RequestView[] {
  const work = useMemo(() => {
    if (query === null) return null;
    const looking = lookNear(all, query);
    return { looking, found: slice(looking) };
  }, [all, query]);
  const [later, setLater] = useState<{ readonly of: object; readonly found: readonly RequestView[] } | null>(null);
  useEffect(() => {
    if (work === null || work.found !== null) return undefined;
    return inSlices(work.looking, (found) => {
      setLater({ of: work, found });
    });
  }, [work]);
  if (work === null) return none;
  return work.found ?? (later?.of === work ? later.found : none);
}

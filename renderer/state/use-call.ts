import { useQuery } from '@tanstack/react-query';
import type { CallName, CallRequest, CallValue } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import { fetched, queryClient } from './query.js';
import { useRevision } from './use-revision.js';

interface CallOptions {
  /** Whether to make the call. */
  readonly enabled?: boolean;
  /** Makes the call again whenever this changes. */
  readonly revision?: unknown;
  /** Repeats the call at this interval, ms. */
  readonly everyMs?: number;
  /** Whether a reopened screen shows the old answer until a new one arrives. */
  readonly isKept?: boolean;
}

interface Called<T> {
  /** The last answer to this request; null before the first. It stays when a later call fails. */
  readonly value: T | null;
  /** When it arrived, ms since the epoch; 0 before the first. */
  readonly answeredAt: number;
  /** Why the last call failed; null if it did not. */
  readonly error: StationError | null;
  /** Makes the call again. */
  readonly again: () => void;
}

/** Makes a call when the component renders and returns its answer, shared among components that show the same. */
export function useCall<N extends CallName>(
  name: N,
  request: CallRequest<N>,
  { enabled = true, revision, everyMs, isKept = false }: CallOptions = {},
): Called<CallValue<N>> {
  const query = useQuery(
    {
      queryKey: [name, request],
      queryFn: ({ signal }) => fetched(name, request, signal),
      enabled,
      ...(isKept ? {} : { gcTime: 0 }),
      ...(everyMs === undefined ? {} : { refetchInterval: everyMs, refetchIntervalInBackground: true }),
    },
    queryClient,
  );
  useRevision(revision, query);
  const { data, dataUpdatedAt, error, refetch } = query;
  return { value: data ?? null, answeredAt: dataUpdatedAt, error: error?.reason ?? null, again: () => void refetch() };
}

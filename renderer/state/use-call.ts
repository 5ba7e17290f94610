import { useQuery } from '@tanstack/react-query';
import type { CallName, CallRequest, CallValue } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import { fetched, queryClient } from './query.js';
import { useRevision } from './use-revision.js';

interface CallOptions {
  /** Whether there is anything to ask. */
  readonly enabled?: boolean;
  /** Asks again whenever this is another one. */
  readonly revision?: unknown;
  /** Asks again so often, ms. */
  readonly everyMs?: number;
  /** Whether the answer is shown until a newer one is here, when the screen is opened again. */
  readonly isKept?: boolean;
}

interface Called<T> {
  /** The last answer to this request; null before the first. It stays when a later call fails. */
  readonly value: T | null;
  /** When it came, ms since 1970; 0 before the first. */
  readonly answeredAt: number;
  /** Why the last call failed; null when it did not. */
  readonly error: StationError | null;
  /** Makes the call once more. */
  readonly again: () => void;
}

/** The answer to a call that is made when what shows it is drawn. Whatever shows the same at the same time shares it. */
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

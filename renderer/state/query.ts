import { notifyManager, QueryClient } from '@tanstack/react-query';
import type { CallName, CallRequest, CallValue } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import type { Result } from '../../shared/result.js';
import { call } from './client.js';

/** A call that the main process answered with an error. */
export class CallFailed extends Error {
  constructor(readonly reason: StationError) {
    super(reason.code);
  }
}

declare module '@tanstack/react-query' {
  interface Register {
    /** {@link fetched} throws nothing else, and `call` throws nothing. */
    defaultError: CallFailed;
  }
}

/** How long unused answers are kept for a screen that is opened again, ms. */
const KEPT_MS = 60_000;

/** Query cache of the screens. The main process is local and decides what is retried, so a failed call waits for an event. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, refetchOnWindowFocus: false, networkMode: 'always', gcTime: KEPT_MS },
  },
});

// An answer is rendered as soon as it is here.
notifyManager.setScheduler(queueMicrotask);

/**
 * Returns the value of a call, for a query.
 *
 * @param signal of the query: ends the fetch when nothing shows its answer
 * @throws {CallFailed} for every answer that is an error
 */
export async function fetched<N extends CallName>(name: N, request: CallRequest<N>, signal: AbortSignal): Promise<CallValue<N>> {
  const answer: Result<CallValue<N>> = await call(name, request);
  signal.throwIfAborted();
  if (!answer.ok) throw new CallFailed(answer.error);
  return answer.value;
}

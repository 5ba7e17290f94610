import { notifyManager, QueryClient } from '@tanstack/react-query';
import type { CallName, CallRequest, CallValue } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import type { Result } from '../../shared/result.js';
import { call } from './client.js';

/** A call that main answered with an error. */
export class CallFailed extends Error {
  constructor(readonly reason: StationError) {
    super(reason.code);
  }
}

declare module '@tanstack/react-query' {
  interface Register {
    /** {@link fetched} throws no other, and `call` throws nothing. */
    defaultError: CallFailed;
  }
}

/** How long the answers that nothing shows any more are kept for a screen that is opened again, ms. */
const KEPT_MS = 60_000;

/** The answers that the screens show. Main is on this machine and decides what is tried again: a failed call waits for an event. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, refetchOnWindowFocus: false, networkMode: 'always', gcTime: KEPT_MS },
  },
});

// An answer is drawn as soon as it is here.
notifyManager.setScheduler(queueMicrotask);

/**
 * The value of a call, for a query.
 *
 * @param signal Of the query: with it a fetch ends when nothing shows its answer any more, and what is drawn again asks again.
 * @throws {CallFailed} For every answer that is no value.
 */
export async function fetched<N extends CallName>(name: N, request: CallRequest<N>, signal: AbortSignal): Promise<CallValue<N>> {
  const answer: Result<CallValue<N>> = await call(name, request);
  signal.throwIfAborted();
  if (!answer.ok) throw new CallFailed(answer.error);
  return answer.value;
}

import { fail, ok } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import { lookUpRequests, type LookUpDeps } from './look-up.js';
import type { RequestBook } from './request-book.js';

export interface RequestDeps extends LookUpDeps {
  readonly book: Pick<RequestBook, 'refresh'>;
}

/** Answers the calls that refresh the list and look up other requests. */
export function requestHandlers({ book, ...lookUp }: RequestDeps): Pick<Handlers, 'requests/lookUp' | 'requests/refresh'> {
  return {
    'requests/lookUp': async ({ text }) => ok(await lookUpRequests(lookUp, text)),
    'requests/refresh': async () => {
      const refreshed = await book.refresh();
      return refreshed.ok ? ok({}) : fail({ code: 'line-down', error: refreshed.error });
    },
  };
}

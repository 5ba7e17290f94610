import { assertNever } from '../../shared/assert-never.js';
import type { CmError } from '../../shared/errors.js';

/** Whether an error says that nothing gets through to the service at all, whatever is asked of it. */
export function isConnectionError({ code }: CmError): boolean {
  return code === 'network' || code === 'timeout' || code === 'not-signed-in' || code === 'api-off';
}

/** Whether it is certain that a call that ended so never reached the server. */
export function neverReachedServer(error: CmError): boolean {
  return (error.code === 'network' || error.code === 'timeout') && !error.reached;
}

/**
 * Whether a call that ended so is over on the server too, so that it can have no effect any more that it has not had by
 * now. Only the errors listed here prove that; after any other the server, or a gateway before it, may still be at work.
 */
export function provesCallEnded(error: CmError): boolean {
  switch (error.code) {
    case 'network':
    case 'timeout':
      return !error.reached;
    case 'forbidden':
    case 'api-off':
    case 'not-found':
      return true;
    case 'not-signed-in':
      // Turned away by a status of its own; a page with a status of success may stand where the real answer was.
      return error.status < 200 || error.status >= 300;
    case 'server-error':
      // What is above 500 comes from a gateway as well, which may have given up on a service that goes on.
      return error.status === 500;
    case 'unexpected-status':
      // 408 says that somebody on the way got tired of waiting.
      return error.status !== 408;
    case 'bad-answer':
    case 'too-large':
      return false;
    default:
      return assertNever(error);
  }
}

/**
 * Whether a call that ended so has, by all the pages say, changed nothing on the server, so that the operator may be
 * told it will be tried again. The server is asked before the repeat all the same.
 */
export function isRetryable(error: CmError): boolean {
  if (!provesCallEnded(error)) return false;
  switch (error.code) {
    case 'network':
    case 'timeout':
    case 'not-signed-in':
    case 'api-off':
    case 'not-found':
    case 'server-error':
      return true;
    case 'forbidden':
    case 'unexpected-status':
    case 'bad-answer':
    case 'too-large':
      return false;
    default:
      return assertNever(error);
  }
}

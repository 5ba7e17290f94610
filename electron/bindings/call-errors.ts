import { assertNever } from '../../shared/assert-never.js';
import type { CmError } from '../../shared/errors.js';

/** Whether the error means that no call can reach the service. */
export function isConnectionError({ code }: CmError): boolean {
  return code === 'network' || code === 'timeout' || code === 'not-signed-in' || code === 'api-off';
}

/** Whether the call certainly never reached the server. */
export function neverReachedServer(error: CmError): boolean {
  return (error.code === 'network' || error.code === 'timeout') && !error.reached;
}

/**
 * Whether the error proves that the call has ended at the server too and can have no later effect. Only the errors listed here
 * prove it; after any other, the server or a gateway may still be working.
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
      // A refusal has an error status. A sign-in page with a success status may have replaced the real answer.
      return error.status < 200 || error.status >= 300;
    case 'server-error':
      // Statuses above 500 may come from a gateway that gave up while the service continues.
      return error.status === 500;
    case 'unexpected-status':
      // 408 may come from a proxy that timed out.
      return error.status !== 408;
    case 'bad-answer':
    case 'too-large':
      return false;
    default:
      return assertNever(error);
  }
}

/**
 * Whether, by the API pages, the failed call changed nothing, so that the operator can be told of a retry. The server is still
 * asked before the retry.
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

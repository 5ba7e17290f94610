import type { CmError } from '../../shared/errors.js';
import { statusError } from '../cm/answer-errors.js';

/**
 * What a sign-in with a name and a password came to.
 * - `right`: the server asked for the password on this very exchange, and answered with 2xx once it had it.
 * - `wrong`: it asked, and did not take it.
 * - `not-asked`: it answered, or asked for something else, without any: it has looked at no password.
 * - an error: nobody could say.
 */
export type PasswordCheck = 'right' | 'wrong' | 'not-asked' | CmError;

/** An answer of the server to one call. */
export interface SignInAnswer {
  readonly status: number;
  /** Whether the server asked for a name and a password on this exchange, and got them. */
  readonly offered: boolean;
}

/**
 * Returns what an answer says of a password. A server that lets the computer's own account in, or everybody, has not
 * looked at it; a fault may come before anybody looked. Only 2xx to a password that was asked for proves anything.
 */
export function passwordCheckOf({ status, offered }: SignInAnswer): PasswordCheck {
  const isSuccess = status >= 200 && status < 300;
  if (offered) return isSuccess ? 'right' : status === 401 ? 'wrong' : errorOf(status);
  // A challenge without a demand for a password, or a sign-in page, asks for something else.
  return isSuccess || status === 401 || (status >= 300 && status < 400) ? 'not-asked' : errorOf(status);
}

function errorOf(status: number): CmError {
  return statusError({ status, contentType: '', text: '', ownIds: [] }, 'list');
}

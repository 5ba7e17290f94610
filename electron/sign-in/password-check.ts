import type { CmError } from '../../shared/errors.js';
import { statusError } from '../cm/answer-errors.js';

/**
 * Result of a sign-in with a name and password.
 * - `right`: the server asked for the password in this exchange and then answered 2xx.
 * - `wrong`: it asked and refused.
 * - `not-asked`: it answered without asking, or asked for something else; the password was not checked.
 * - an error: unknown.
 */
export type PasswordCheck = 'right' | 'wrong' | 'not-asked' | CmError;

/** The server's answer to one call. */
export interface SignInAnswer {
  readonly status: number;
  /** Whether the server asked for a name and password in this exchange and got them. */
  readonly offered: boolean;
}

/**
 * Returns what an answer proves about a password. A server that accepts the account the station runs under, or everyone, has
 * not checked it, and an error may come before the check. Only 2xx after a password challenge proves it.
 */
export function passwordCheckOf({ status, offered }: SignInAnswer): PasswordCheck {
  const isSuccess = status >= 200 && status < 300;
  if (offered) return isSuccess ? 'right' : status === 401 ? 'wrong' : errorOf(status);
  // A challenge without a password scheme, or a sign-in page, asks for something else.
  return isSuccess || status === 401 || (status >= 300 && status < 400) ? 'not-asked' : errorOf(status);
}

function errorOf(status: number): CmError {
  return statusError({ status, contentType: '', text: '', ownIds: [] }, 'list');
}

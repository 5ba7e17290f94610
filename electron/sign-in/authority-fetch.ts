import type { CustomFetch, FetchBody } from 'openid-client';
import type { Fetch } from '../cm/exchange.js';
import { isRedirectRefusal, networkError } from '../cm/network-errors.js';
import { AuthorityCallFailed } from './token-problem.js';

/** Time limit for one complete answer of the sign-in service, ms. */
export const AUTHORITY_LIMIT_MS = 10_000;
/** Limit of an answer, bytes; metadata, keys and tokens are some KiB each. */
const LONGEST_ANSWER = 1024 * 1024;
/** Statuses without a body (Fetch standard, null body status). */
const WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * Returns the fetch for the sign-in service: over the station's network, to its origin only, without cookies or redirects,
 * limited in size and time.
 * @param fetch over a session used by nothing else
 */
export function authorityFetch(
  fetch: Fetch,
  { authority, limitMs }: { readonly authority: string; readonly limitMs: number },
): CustomFetch {
  const { origin } = new URL(authority);
  return async (url, { method, headers, body, signal }) => {
    if (new URL(url).origin !== origin) {
      throw new AuthorityCallFailed({
        code: 'answered-wrongly',
        detail: `The sign-in service redirects to another host: ${new URL(url).host}`,
      });
    }
    try {
      const response = await fetch(url, {
        method,
        headers,
        ...(body === undefined || body === null ? {} : { body: formOf(body) }),
        ...(signal === undefined ? {} : { signal }),
        redirect: 'manual',
        credentials: 'omit',
      });
      if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) throw redirected();
      const answer = await bodyOf(response);
      const { status, headers: answered } = response;
      return new Response(WITHOUT_BODY.has(status) ? null : answer, { status, headers: answered });
    } catch (error) {
      if (error instanceof AuthorityCallFailed) throw error;
      throw isRedirectRefusal(error) ? redirected() : unreachable(error, signal, limitMs);
    }
  };
}

function redirected(): AuthorityCallFailed {
  return new AuthorityCallFailed({ code: 'answered-wrongly', detail: 'The sign-in service returned a redirect' });
}

function unreachable(error: unknown, signal: AbortSignal | undefined, limitMs: number): AuthorityCallFailed {
  if (signal?.aborted === true) {
    return new AuthorityCallFailed({ code: 'unreachable', detail: `No response within ${String(limitMs)} ms` });
  }
  const failed = networkError(error, { connectMs: limitMs, answerMs: limitMs });
  return new AuthorityCallFailed({ code: 'unreachable', detail: failed.code === 'network' ? failed.detail.slice(0, 500) : failed.code });
}

/** Posted bodies are always forms (RFC 6749 §4.1.3). */
function formOf(body: NonNullable<FetchBody>): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('Only forms may be sent to the sign-in service');
}

async function bodyOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    parts.push(part.value);
    length += part.value.byteLength;
    if (length > LONGEST_ANSWER) {
      await reader?.cancel();
      throw new AuthorityCallFailed({ code: 'answered-wrongly', detail: 'The response of the sign-in service is too large' });
    }
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

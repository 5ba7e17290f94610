import { fail, ok, type Result } from '../../shared/result.js';
import type { Fetch } from '../cm/exchange.js';
import { isRedirectRefusal } from '../cm/network-errors.js';
import { DeadlineError, startDeadline, type CallDeadline } from '../cm/call-deadline.js';
import { ExternalFileError, readExternalFile } from '../core/external-file.js';
import type { SignedBytes } from './announcement.js';

/** Why an announcement cannot be read. */
export type AnnouncementSourceError =
  { readonly code: ExternalFileError['code'] | 'redirected' | 'no-answer' } | { readonly code: 'status'; readonly status: number };

/** Suffix of the signature file beside the announcement. */
export const SIGNATURE_ENDING = '.sig';
const LARGEST_ANNOUNCEMENT = 16 * 1024;
const LARGEST_SIGNATURE = 64;
const LIMIT_MS = 30_000;

export interface AnnouncementSourceDeps {
  readonly fetch: Fetch;
  /** Time limit for each of the two files, ms. */
  readonly limitMs?: number;
  readonly signal: AbortSignal;
}

/**
 * Reads an announcement and the signature beside it. HTTPS requests follow no redirect and identify no one. Never throws for
 * external errors.
 * @param from full path of a file, or an `https:` address
 */
export async function readSigned(from: string, deps: AnnouncementSourceDeps): Promise<Result<SignedBytes, AnnouncementSourceError>> {
  const read = from.startsWith('https:') ? download : readFile;
  const announcement = await read(from, LARGEST_ANNOUNCEMENT, deps);
  if (!announcement.ok) return announcement;
  const signature = await read(`${from}${SIGNATURE_ENDING}`, LARGEST_SIGNATURE, deps);
  return signature.ok ? ok({ announcement: announcement.value, signature: signature.value }) : signature;
}

async function readFile(
  path: string,
  mostBytes: number,
  { limitMs = LIMIT_MS }: AnnouncementSourceDeps,
): Promise<Result<Buffer, AnnouncementSourceError>> {
  try {
    return ok(await readExternalFile(path, { mostBytes, limitMs }));
  } catch (error) {
    if (error instanceof ExternalFileError) return fail({ code: error.code });
    throw error;
  }
}

async function download(url: string, mostBytes: number, deps: AnnouncementSourceDeps): Promise<Result<Buffer, AnnouncementSourceError>> {
  const { fetch, limitMs = LIMIT_MS, signal } = deps;
  const stop = startDeadline({ connectMs: limitMs, answerMs: limitMs, signal });
  try {
    stop.throwIfStopped();
    const response = await stop.race(fetch(url, initOf(stop.signal)));
    stop.connected();
    const { status } = response;
    if (status !== 200) {
      // The body is not needed; canceling a broken one rejects.
      response.body?.cancel().catch(() => undefined);
      const isRedirect = response.type === 'opaqueredirect' || (status >= 300 && status < 400);
      return fail(isRedirect ? { code: 'redirected' } : { code: 'status', status });
    }
    const bytes = await bytesOf(response, mostBytes, stop);
    return bytes === null ? fail({ code: 'too-large' }) : ok(bytes);
  } catch (error) {
    if (error instanceof DeadlineError) return fail({ code: 'too-slow' });
    return fail({ code: isRedirectRefusal(error) ? 'redirected' : 'no-answer' });
  } finally {
    stop.release();
  }
}

/** `cache` is Chromium's option; Node's types do not have it. */
function initOf(signal: AbortSignal): RequestInit & { readonly cache: 'no-store' } {
  return { cache: 'no-store', credentials: 'omit', redirect: 'manual', referrerPolicy: 'no-referrer', signal };
}

/** Returns the whole body; null if it is too large, after canceling the rest. */
async function bytesOf({ body }: Response, mostBytes: number, stop: CallDeadline): Promise<Buffer | null> {
  if (body === null) return Buffer.alloc(0);
  const reader = body.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await stop.race(reader.read());
      if (done) return Buffer.concat(parts);
      length += value.byteLength;
      if (length > mostBytes) return null;
      parts.push(value);
    }
  } finally {
    // A stream that has already ended or failed rejects the cancel.
    reader.cancel().catch(() => undefined);
  }
}

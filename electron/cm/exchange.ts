import type { CmError } from '../../shared/errors.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { answeredFacts, isHtml, KEPT_BYTES, statusError, type FailedAnswer } from './answer-errors.js';
import { isRedirectRefusal, networkError } from './network-errors.js';
import { StopError, stopAt, type Stop } from './stop.js';

/** What the client needs of fetch: Electron's `net.fetch` and the global one both fit. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ExchangeSettings {
  readonly fetch: Fetch;
  /** How long a connection may take to come about, ms. */
  readonly connectLimitMs: number;
  /** How long the whole answer may take, ms. */
  readonly answerLimitMs: number;
  /** Whether the server can be connected to just now; asked only when an answer is late. */
  readonly canConnect?: ((signal: AbortSignal) => Promise<boolean>) | undefined;
  /** Told the server's clock with each answer that carries one (`Date` header). */
  readonly onServerClock?: ((serverTime: Date) => void) | undefined;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** JSON text. */
  readonly body?: string;
  /** Statuses that mean success; any other is an error. */
  readonly expected: readonly number[];
  readonly limitBytes: number;
  /** What a 404 means: the API is not there, or the one object is not. */
  readonly asked: 'list' | 'one';
  /** Ids the call carries, so that none is taken for a correlation id. */
  readonly ownIds: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** A successful answer: its status, and its JSON; undefined where the body was empty. */
export interface Answer {
  readonly status: number;
  readonly json: unknown;
  /** The error of an answer whose JSON is not what the pages say. */
  readonly bad: (detail: string) => Result<never, CmError>;
  /** The error of an answer that should have held an object and is empty. */
  readonly none: () => Result<never, CmError>;
}

/** Makes one call: one request, never repeated, no redirect followed, limited in time and size. Never throws. */
export async function exchange(settings: ExchangeSettings, call: Call): Promise<Result<Answer, CmError>> {
  const { connectLimitMs: connectMs, answerLimitMs: answerMs } = settings;
  const stop = stopAt({ connectMs, answerMs, canConnect: settings.canConnect, signal: call.signal });
  try {
    stop.throwIfStopped();
    const response = await stop.race(settings.fetch(call.url, initOf(call, stop.signal)));
    stop.connected();
    const date = new Date(response.headers.get('date') ?? NaN);
    if (!Number.isNaN(date.getTime())) settings.onServerClock?.(date);
    return await (call.expected.includes(response.status)
      ? readAnswer(response, call, stop)
      : readFailure(response, call, stop));
  } catch (error) {
    if (error instanceof StopError) return fail(error.cmError);
    if (isRedirectRefusal(error)) {
      // Chromium keeps the status of a redirect that is not followed to itself.
      return fail({ code: 'not-signed-in', ...answeredFacts({ status: 0, contentType: '', text: '', ownIds: [] }) });
    }
    return fail(networkError(error, { connectMs, answerMs }));
  } finally {
    stop.release();
  }
}

function initOf({ method, body }: Call, signal: AbortSignal): RequestInit {
  return {
    method,
    headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body }),
    cache: 'no-store',
    credentials: 'include',
    redirect: 'manual',
    signal,
  };
}

async function readAnswer(response: Response, call: Call, stop: Stop): Promise<Result<Answer, CmError>> {
  const { status } = response;
  const contentType = response.headers.get('content-type') ?? '';
  const body = await read(response, call.limitBytes, stop);
  if (body.more) return fail({ code: 'too-large', limitBytes: call.limitBytes });
  const text = new TextDecoder().decode(body.bytes);
  const answer: FailedAnswer = { status, contentType, text: text.slice(0, KEPT_BYTES), ownIds: call.ownIds };
  const bad = (detail: string) =>
    fail<CmError>({ code: 'bad-answer', ...answeredFacts(answer), detail: detail.slice(0, 2000) });
  const none = () => fail<CmError>({ code: 'not-found', ...answeredFacts(answer) });

  if (isHtml(contentType, answer.text)) return fail({ code: 'not-signed-in', ...answeredFacts(answer) });
  if (text.trim() === '') return ok({ status, json: undefined, bad, none });
  if (contentType !== '' && !/^[a-z]+\/(?:[\w.-]+\+)?json\b/i.test(contentType)) {
    return bad(`The answer is ${contentType}, not JSON`);
  }
  try {
    const json: unknown = JSON.parse(text);
    return ok({ status, json, bad, none });
  } catch (error) {
    return bad(error instanceof Error ? error.message : String(error));
  }
}

async function readFailure(response: Response, call: Call, stop: Stop): Promise<Result<never, CmError>> {
  const contentType = response.headers.get('content-type') ?? '';
  const { bytes } = await read(response, KEPT_BYTES, stop, 'keep-what-came');
  const { ownIds } = call;
  const answer: FailedAnswer = { status: response.status, contentType, text: new TextDecoder().decode(bytes), ownIds };
  if (response.type === 'opaqueredirect') return fail({ code: 'not-signed-in', ...answeredFacts(answer) });
  return fail(statusError(answer, call.asked));
}

/**
 * Reads a body up to a limit; the rest is cancelled.
 *
 * @param ifBroken whether a body that breaks off is an error, or what came of it will do
 */
async function read(
  response: Response,
  limit: number,
  stop: Stop,
  ifBroken: 'throw' | 'keep-what-came' = 'throw',
): Promise<{ readonly bytes: Uint8Array; readonly more: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  try {
    while (reader) {
      const { done, value } = await stop.race(reader.read());
      if (done) break;
      chunks.push(value);
      size += value.byteLength;
      if (size > limit) break;
    }
  } catch (error) {
    if (ifBroken === 'throw') throw error;
  } finally {
    // Lets the connection go; a stream that has ended or broken already has nothing left to say about it.
    reader?.cancel().catch(() => undefined);
  }
  return { bytes: Buffer.concat(chunks).subarray(0, limit), more: size > limit };
}

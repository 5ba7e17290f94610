import type { CmError } from '../../shared/errors.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { Yielder } from '../core/yielding.js';
import { answeredFacts, isHtml, JSON_TYPE, KEPT_BYTES, schemesOffered, statusError, type FailedAnswer } from './answer-errors.js';
import { ElementTooLong, JsonElements, type JsonShape } from './json-elements.js';
import { isRedirectRefusal, networkError } from './network-errors.js';
import { DeadlineError, startDeadline, type CallDeadline } from './call-deadline.js';

/** The part of fetch that the client uses; Electron's `net.fetch` and the global one both fit. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ExchangeOptions {
  readonly fetch: Fetch;
  /** Time limit for the connection, ms. */
  readonly connectLimitMs: number;
  /** Time limit for the whole answer, ms. */
  readonly answerLimitMs: number;
  /** Whether the server accepts a connection now; asked only when an answer is late. */
  readonly canConnect?: ((signal: AbortSignal) => Promise<boolean>) | undefined;
  /** Called with the server's time for each answer that has a `Date` header. */
  readonly onServerClock?: ((serverTime: Date) => void) | undefined;
}

export interface CmCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  /** JSON text. */
  readonly body?: string;
  /** Success statuses; any other status is an error. */
  readonly expected: readonly number[];
  /** Called with each element of a list, or with the one value. */
  readonly take: (element: unknown) => void;
  /** Size limit of the whole answer and of each element, bytes. */
  readonly limitBytes: number;
  readonly elementLimitBytes: number;
  /** Whether a 404 means a missing API or a missing object. */
  readonly asked: 'list' | 'one';
  /** Ids that the call carries; none of them is a correlation id. */
  readonly ownIds: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** A successful answer whose content has been consumed. */
export interface Answer {
  readonly status: number;
  readonly shape: JsonShape;
  /** Returns the error for JSON that does not match the API pages. */
  readonly bad: (detail: string) => Result<never, CmError>;
}

/** Makes one HTTP call: one request, no retry, no redirect, limited in time and size. Never throws. */
export async function exchange(settings: ExchangeOptions, call: CmCall): Promise<Result<Answer, CmError>> {
  const { connectLimitMs: connectMs, answerLimitMs: answerMs } = settings;
  const stop = startDeadline({ connectMs, answerMs, canConnect: settings.canConnect, signal: call.signal });
  try {
    stop.throwIfStopped();
    const response = await stop.race(settings.fetch(call.url, initOf(call, stop.signal)));
    stop.connected();
    const date = new Date(response.headers.get('date') ?? NaN);
    if (!Number.isNaN(date.getTime())) settings.onServerClock?.(date);
    return await (call.expected.includes(response.status) ? readAnswer(response, call, stop) : readFailure(response, call, stop));
  } catch (error) {
    if (error instanceof DeadlineError) return fail(error.cmError);
    if (error instanceof ElementTooLong) return fail({ code: 'too-large', limitBytes: error.limitBytes });
    if (isRedirectRefusal(error)) {
      // Chromium hides the status of a redirect that is not followed.
      return fail({ code: 'not-signed-in', ...answeredFacts({ status: 0, contentType: '', text: '', ownIds: [] }) });
    }
    return fail(networkError(error, { connectMs, answerMs }));
  } finally {
    stop.release();
  }
}

/** `cache` is Chromium's option; Node's types do not have it. */
function initOf({ method, body }: CmCall, signal: AbortSignal): RequestInit & { readonly cache: 'no-store' } {
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

async function readAnswer(response: Response, call: CmCall, stop: CallDeadline): Promise<Result<Answer, CmError>> {
  const { status } = response;
  const contentType = response.headers.get('content-type') ?? '';
  // 204 has no content, so its type means nothing (RFC 9110 §15.3.5); Electron invents one.
  const isJson = status === 204 || contentType === '' || JSON_TYPE.test(contentType);
  const elements = new JsonElements(call.take, call.elementLimitBytes);
  const head = new Head();
  const facts = () => answeredFacts(head.answer(response, call));
  const bad = (detail: string) => fail<CmError>({ code: 'bad-answer', ...facts(), detail: detail.slice(0, 2000) });

  try {
    const turns = new Yielder();
    for await (const chunk of chunksOf(response, stop, turns)) {
      head.add(chunk);
      if (head.seen > call.limitBytes) return fail({ code: 'too-large', limitBytes: call.limitBytes });
      if (isJson) {
        for (let at = elements.push(chunk); at < chunk.length; at = elements.push(chunk, at)) await turnOf(turns, stop);
      } else if (head.seen >= KEPT_BYTES) break;
    }
    if (isJson) return ok({ status, shape: elements.end(), bad });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return isHtml(contentType, head.text) ? fail({ code: 'not-signed-in', ...facts() }) : bad(error.message);
  }
  return isHtml(contentType, head.text) ? fail({ code: 'not-signed-in', ...facts() }) : bad(`The answer is ${contentType}, not JSON`);
}

async function readFailure(response: Response, call: CmCall, stop: CallDeadline): Promise<Result<never, CmError>> {
  const head = new Head();
  try {
    for await (const chunk of chunksOf(response, stop)) {
      head.add(chunk);
      if (head.seen >= KEPT_BYTES) break;
    }
  } catch {
    // The status is enough; the part of the body that arrived serves as evidence.
  }
  const answer = head.answer(response, call);
  if (response.type === 'opaqueredirect') return fail({ code: 'not-signed-in', ...answeredFacts(answer) });
  const error = statusError(answer, call.asked);
  const offers = schemesOffered(response.headers.get('www-authenticate'));
  return fail(error.code === 'not-signed-in' && offers.length > 0 ? { ...error, offers } : error);
}

/** Collects the first bytes of a body as evidence. */
class Head {
  readonly #parts: Uint8Array[] = [];
  /** Bytes received so far. */
  seen = 0;

  add(chunk: Uint8Array): void {
    if (this.seen < KEPT_BYTES) this.#parts.push(chunk.subarray(0, KEPT_BYTES - this.seen));
    this.seen += chunk.byteLength;
  }

  get text(): string {
    return new TextDecoder().decode(Buffer.concat(this.#parts));
  }

  answer({ status, headers }: Response, { ownIds }: CmCall): FailedAnswer {
    return { status, contentType: headers.get('content-type') ?? '', text: this.text, ownIds };
  }
}

/** Bytes parsed between two checks of the clock; a chunk may be megabytes long. */
const PIECE = 16 * 1024;

/** Yields to other work if this has run long enough. */
async function turnOf(turns: Yielder, stop: CallDeadline): Promise<void> {
  const turn = turns.yieldIfDue();
  if (turn !== null) await stop.race(turn);
}

/** Yields a body's chunks as they arrive and lets other work run in between. If the caller stops early, cancels the rest. */
async function* chunksOf(response: Response, stop: CallDeadline, turns = new Yielder()): AsyncGenerator<Uint8Array, void> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await stop.race(reader.read());
      if (done) return;
      turns.restart();
      for (let at = 0; at < value.byteLength; at += PIECE) {
        yield value.subarray(at, at + PIECE);
        await turnOf(turns, stop);
      }
    }
  } finally {
    // A stream that has already ended or failed rejects the cancel.
    reader.cancel().catch(() => undefined);
  }
}

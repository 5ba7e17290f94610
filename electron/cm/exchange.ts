import type { CmError } from '../../shared/errors.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { Yielder } from '../core/yielding.js';
import { answeredFacts, isHtml, JSON_TYPE, KEPT_BYTES, schemesOffered, statusError, type FailedAnswer } from './answer-errors.js';
import { ElementTooLong, JsonElements, type JsonShape } from './json-elements.js';
import { isRedirectRefusal, networkError } from './network-errors.js';
import { DeadlineError, startDeadline, type CallDeadline } from './call-deadline.js';

/** What the client needs of fetch: Electron's `net.fetch` and the global one both fit. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ExchangeOptions {
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

export interface CmCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  /** JSON text. */
  readonly body?: string;
  /** Statuses that mean success; any other is an error. */
  readonly expected: readonly number[];
  /** Takes what a successful answer holds: the elements of a list one by one, or its one value. */
  readonly take: (element: unknown) => void;
  /** The longest a whole answer may be, and any one element of it. */
  readonly limitBytes: number;
  readonly elementLimitBytes: number;
  /** What a 404 means: the API is not there, or the one object is not. */
  readonly asked: 'list' | 'one';
  /** Ids the call carries, so that none is taken for a correlation id. */
  readonly ownIds: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** A successful answer whose content has been taken. */
export interface Answer {
  readonly status: number;
  readonly shape: JsonShape;
  /** The error of an answer whose JSON is not what the pages say. */
  readonly bad: (detail: string) => Result<never, CmError>;
}

/** Makes one call: one request, never repeated, no redirect followed, limited in time and size. Never throws. */
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
      // Chromium keeps the status of a redirect that is not followed to itself.
      return fail({ code: 'not-signed-in', ...answeredFacts({ status: 0, contentType: '', text: '', ownIds: [] }) });
    }
    return fail(networkError(error, { connectMs, answerMs }));
  } finally {
    stop.release();
  }
}

/** `cache` is Chromium's, which Node's types do not know. */
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
  // 204 has no content, so its type means nothing (RFC 9110 §15.3.5); Electron makes one up for it.
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
    // The status says what happened; of a body that breaks off, what came of it will do.
  }
  const answer = head.answer(response, call);
  if (response.type === 'opaqueredirect') return fail({ code: 'not-signed-in', ...answeredFacts(answer) });
  const error = statusError(answer, call.asked);
  const offers = schemesOffered(response.headers.get('www-authenticate'));
  return fail(error.code === 'not-signed-in' && offers.length > 0 ? { ...error, offers } : error);
}

/** The first of a body, kept as evidence. */
class Head {
  readonly #parts: Uint8Array[] = [];
  /** Bytes of the whole body so far. */
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

/** Bytes read between two looks at the clock; what arrives may be megabytes long. */
const PIECE = 16 * 1024;

/** Lets other work go first, where this has lasted. */
async function turnOf(turns: Yielder, stop: CallDeadline): Promise<void> {
  const turn = turns.yieldIfDue();
  if (turn !== null) await stop.race(turn);
}

/** A body's chunks as they come, with turns for other work between them; left early, the rest is cancelled. */
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
    // A stream that has ended or broken has nothing left to cancel and says so.
    reader.cancel().catch(() => undefined);
  }
}

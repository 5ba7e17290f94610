import type { CmError } from '../../shared/errors.js';
import { exchange, type ExchangeOptions } from '../cm/exchange.js';
import { headerFacts, type HeaderFacts } from './header-facts.js';
import type { JsonShape } from '../cm/json-elements.js';

/** How to call the CM service. */
export interface ProbeCallDeps extends Pick<ExchangeOptions, 'fetch' | 'connectLimitMs' | 'answerLimitMs'> {
  /** Address of the API, with a trailing `/`. */
  readonly address: string;
  readonly now: () => Date;
  readonly monotonicMs: () => number;
}

/** A call, with its name in the support file and its path. */
export interface ProbeCall {
  /** Contains no id: `GET /requests/{id}`. */
  readonly name: string;
  /** Relative to the API's address. */
  readonly path: string;
  /** False for a call without authentication. */
  readonly signedIn: boolean;
  readonly asked: 'list' | 'one';
}

/** The reported facts of an answer. */
export interface ProbeCallResult {
  readonly name: string;
  /** HTTP status; null if no answer came, or the network stack hides it. */
  readonly status: number | null;
  readonly headers: HeaderFacts | null;
  /** Length of the decoded body. */
  readonly bytes: number;
  readonly ms: number;
  /** Form of the body; null if the call failed. */
  readonly shape: JsonShape | null;
  readonly error: CmError | null;
}

const LONGEST_ANSWER = 512 * 1024 * 1024;
/** A list within an object arrives as one element. */
const LONGEST_ELEMENT = 64 * 1024 * 1024;

/**
 * Makes one GET call and examines the answer: no retry, no redirects, with limits of time and size. Never throws.
 * @param take receives the content of a successful answer: the elements of a list one by one, or its one value
 */
export async function makeProbeCall(deps: ProbeCallDeps, call: ProbeCall, take: (element: unknown) => void): Promise<ProbeCallResult> {
  const seen: { status: number | null; headers: HeaderFacts | null; bytes: number } = { status: null, headers: null, bytes: 0 };
  const fetch: ProbeCallDeps['fetch'] = async (url, init) => {
    const response = await deps.fetch(url, call.signedIn ? init : { ...init, credentials: 'omit' });
    // A redirect that is not followed may have no status.
    if (response.status === 0) return response;
    seen.status = response.status;
    seen.headers = headerFacts(response.headers, deps.now());
    return response.body === null ? response : counted(response, response.body, (bytes) => (seen.bytes += bytes));
  };
  const began = deps.monotonicMs();
  const answer = await exchange(
    { ...deps, fetch },
    {
      method: 'GET',
      url: deps.address + call.path,
      expected: [200, 204],
      take,
      limitBytes: LONGEST_ANSWER,
      elementLimitBytes: LONGEST_ELEMENT,
      asked: call.asked,
      ownIds: [],
    },
  );
  return {
    name: call.name,
    ...seen,
    ms: Math.round(deps.monotonicMs() - began),
    shape: answer.ok ? answer.value.shape : null,
    error: answer.ok ? null : answer.error,
  };
}

/** Returns the same response with its body counted while it is read. */
function counted({ status, headers }: Response, body: ReadableStream<Uint8Array>, add: (bytes: number) => void): Response {
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      add(chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
  return new Response(body.pipeThrough(counter), { status, headers });
}

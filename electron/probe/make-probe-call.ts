import type { CmError } from '../../shared/errors.js';
import { exchange, type ExchangeOptions } from '../cm/exchange.js';
import { headerFacts, type HeaderFacts } from './header-facts.js';
import type { JsonShape } from '../cm/json-elements.js';

/** How the CM service is asked. */
export interface ProbeCallDeps extends Pick<ExchangeOptions, 'fetch' | 'connectLimitMs' | 'answerLimitMs'> {
  /** Where the API is, with a `/` at its end. */
  readonly address: string;
  readonly now: () => Date;
  readonly monotonicMs: () => number;
}

/** One call as the file for support names it, and where it goes. */
export interface ProbeCall {
  /** Holds no id: `GET /requests/{id}`. */
  readonly name: string;
  /** Below the API's address. */
  readonly path: string;
  /** False: without anything that signs in. */
  readonly signedIn: boolean;
  readonly asked: 'list' | 'one';
}

/** What is told of an answer. */
export interface ProbeCallResult {
  readonly name: string;
  /** HTTP status; null: no answer came, or none that the network stack passes on. */
  readonly status: number | null;
  readonly headers: HeaderFacts | null;
  /** Of the body as it was read, decoded. */
  readonly bytes: number;
  readonly ms: number;
  /** What the body held; null where the call failed. */
  readonly shape: JsonShape | null;
  readonly error: CmError | null;
}

const LONGEST_ANSWER = 512 * 1024 * 1024;
/** A list within an object comes as one element. */
const LONGEST_ELEMENT = 64 * 1024 * 1024;

/**
 * Makes one call, and looks at it: a GET, never repeated, no redirect followed, limited in time and size. Never throws.
 *
 * @param take takes what a successful answer holds: the elements of a list one by one, or its one value
 */
export async function makeProbeCall(deps: ProbeCallDeps, call: ProbeCall, take: (element: unknown) => void): Promise<ProbeCallResult> {
  const seen: { status: number | null; headers: HeaderFacts | null; bytes: number } = { status: null, headers: null, bytes: 0 };
  const fetch: ProbeCallDeps['fetch'] = async (url, init) => {
    const response = await deps.fetch(url, call.signedIn ? init : { ...init, credentials: 'omit' });
    // A redirect that is not followed may come without its status.
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

/** The same answer, whose body is counted while it is read. */
function counted({ status, headers }: Response, body: ReadableStream<Uint8Array>, add: (bytes: number) => void): Response {
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      add(chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
  return new Response(body.pipeThrough(counter), { status, headers });
}

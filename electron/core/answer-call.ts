import type * as z from 'zod';
import { calls, type CallName, type CallValue, type Calls } from '../../shared/contract.js';
import { fail, type Result } from '../../shared/result.js';

/** One handler a call of the contract: it gets the parsed request and gives a value or a typed error. */
export type Handlers = {
  readonly [N in CallName]: (request: z.output<Calls[N]['request']>) => Promise<Result<CallValue<N>>>;
};

/** The longest request a call may carry, as JSON, in characters: the real ones have a few hundred. */
const LONGEST_REQUEST = 16_384;

/**
 * Answers one call, taken for hostile: the name is looked up in the contract, the request is measured and parsed, and
 * only then a handler sees it. Never throws: what goes wrong within is an `internal` error.
 */
export async function answerCall(handlers: Handlers, name: unknown, request: unknown): Promise<Result<unknown>> {
  if (!isCallName(name)) return invalid(nameOf(name), 'There is no such call');
  try {
    if (lengthOf(request) > LONGEST_REQUEST) return invalid(name, 'The request is too long');
    const parsed = calls[name].request.safeParse(request);
    if (!parsed.success) return invalid(name, parsed.error.message.slice(0, 2000));
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- schema and handler of one name belong together, which the compiler cannot follow through a union of names
    const handler = handlers[name] as (request: unknown) => Promise<Result<unknown>>;
    return await handler(parsed.data);
  } catch (error) {
    return fail({ code: 'internal', detail: (error instanceof Error ? error.message : String(error)).slice(0, 2000) });
  }
}

/** What a call names, for the log: short, whatever it was. */
export function nameOf(name: unknown): string {
  return typeof name === 'string' ? name.slice(0, 100) : typeof name;
}

function isCallName(name: unknown): name is CallName {
  return typeof name === 'string' && Object.hasOwn(calls, name);
}

/** Length as JSON; endless for what JSON cannot hold (cycles, BigInt). */
function lengthOf(request: unknown): number {
  try {
    return JSON.stringify([request]).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function invalid(call: string, detail: string): Result<never> {
  return fail({ code: 'invalid-input', call, detail });
}

import type * as z from 'zod';
import type { CallDefinition } from '../../shared/call.js';
import { calls, type CallName, type CallValue, type Calls } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import { fail, type Result } from '../../shared/result.js';
import { isAtLeast, type Role } from '../../shared/roles.js';
import { ExternalPathError } from './external-path.js';
import { OwnFileError } from './own-files.js';

/** The handlers, one for each call of the contract. Each receives the parsed request and returns a value or a typed error. */
export type Handlers = {
  readonly [N in CallName]: (request: z.output<Calls[N]['request']>) => Promise<Result<CallValue<N>>>;
};

/** Longest request, in characters of JSON. Real requests have a few hundred. */
const LONGEST_REQUEST = 16_384;

/** The state of the station that decides whether a call is allowed. Read at every call. */
export interface CallRules {
  /** The current role. */
  readonly role: () => Role;
  /** Called when the role is too low for a call. */
  readonly refused: (call: CallName, needs: Role) => void;
  /** Checks which Windows account has a Kerberos ticket, before a call that is journaled under a person's name. */
  readonly refreshIdentity: () => Promise<void>;
  /** Whether the desk is locked. */
  readonly isLocked: () => boolean;
  /** Runs a call that may write a new binding, or refuses it. */
  readonly passGate: (confirm: () => Promise<Result<unknown>>) => Promise<Result<unknown>>;
  /** Returns the part of an answer that fits the contract. */
  readonly fit: (call: CallName, answer: Result<unknown>) => Result<unknown>;
}

/** Dependencies of {@link answerCall}. */
export interface AnswerCallDeps {
  readonly handlers: Handlers;
  readonly rules: CallRules;
}

/**
 * Answers one call from the page, which is treated as hostile. In this order: looks up the name in the contract, limits and
 * parses the request, checks role and locked desk, runs the handler, and validates the answer. Never throws: an unexpected
 * exception becomes an `internal` error.
 */
export async function answerCall({ handlers, rules }: AnswerCallDeps, name: unknown, request: unknown): Promise<Result<unknown>> {
  if (!isCallName(name)) return invalid(callNameOf(name), 'There is no such call');
  const call: CallDefinition = calls[name];
  try {
    if (lengthOf(request) > LONGEST_REQUEST) return invalid(name, 'The request is too long');
    const parsed = call.request.safeParse(request);
    if (!parsed.success) return invalid(name, parsed.error.message.slice(0, 2000));
    if (call.checksIdentity === true) await rules.refreshIdentity();
    const barred = deniedCall(name, rules.role());
    if (barred !== null) {
      rules.refused(name, barred.needs);
      return fail(barred);
    }
    if (call.opensDialog && rules.isLocked()) return fail({ code: 'in-kiosk' });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- schema and handler of one name belong together, which the compiler cannot follow through a union of names
    const handler = handlers[name] as (request: unknown) => Promise<Result<unknown>>;
    const answer = call.binds === true ? await rules.passGate(() => handler(parsed.data)) : await handler(parsed.data);
    return rules.fit(name, answer);
  } catch (error) {
    if (error instanceof OwnFileError || error instanceof ExternalPathError)
      return fail({ code: 'file-failed', detail: error.message.slice(0, 2000) });
    return fail({ code: 'internal', detail: (error instanceof Error ? error.message : String(error)).slice(0, 2000) });
  }
}

/** Returns the error for a role that may not make a call; null if it may. */
export function deniedCall(call: CallName, role: Role): Extract<StationError, { code: 'not-allowed' }> | null {
  const needs = calls[call].role;
  return isAtLeast(role, needs) ? null : { code: 'not-allowed', call, needs };
}

/** Returns a short call name for the log, even if the sent one is invalid. */
export function callNameOf(name: unknown): string {
  return typeof name === 'string' ? name.slice(0, 100) : typeof name;
}

function isCallName(name: unknown): name is CallName {
  return typeof name === 'string' && Object.hasOwn(calls, name);
}

/** Returns the length as JSON, or infinity if JSON cannot represent it (cycles, BigInt). */
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

import type * as z from 'zod';
import type { CallDefinition } from '../../shared/call.js';
import { calls, type CallName, type CallValue, type Calls } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import { fail, type Result } from '../../shared/result.js';
import { isAtLeast, type Role } from '../../shared/roles.js';
import { ExternalPathError } from './external-path.js';
import { OwnFileError } from './own-files.js';

/** One handler a call of the contract: it gets the parsed request and gives a value or a typed error. */
export type Handlers = {
  readonly [N in CallName]: (request: z.output<Calls[N]['request']>) => Promise<Result<CallValue<N>>>;
};

/** The longest request a call may carry, as JSON, in characters: the real ones have a few hundred. */
const LONGEST_REQUEST = 16_384;

/** What main knows that a call is held to. Asked at every call. */
export interface CallRules {
  /** The role of whoever works here. */
  readonly role: () => Role;
  /** Told of a call that the role is too low for. */
  readonly refused: (call: CallName, needs: Role) => void;
  /** Looks whose ticket there is, before a call that is journalled in a name. */
  readonly refreshIdentity: () => Promise<void>;
  /** Whether the desk is locked. */
  readonly isLocked: () => boolean;
  /** Lets a call through that may write down a new binding, or refuses it. */
  readonly passGate: (confirm: () => Promise<Result<unknown>>) => Promise<Result<unknown>>;
  /** What of an answer the page may be told: what fits the contract. */
  readonly fit: (call: CallName, answer: Result<unknown>) => Result<unknown>;
}

/** What answers the page's calls. */
export interface AnswerCallDeps {
  readonly handlers: Handlers;
  readonly rules: CallRules;
}

/**
 * Answers one call, taken for hostile. In this order: its name is looked up in the contract, the request is measured and parsed,
 * role and locked desk are looked at, the handler is asked, and its answer is held to the contract. Never throws: what goes wrong
 * within is an `internal` error.
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

/** Why a role may not make a call; null: it may. */
export function deniedCall(call: CallName, role: Role): Extract<StationError, { code: 'not-allowed' }> | null {
  const needs = calls[call].role;
  return isAtLeast(role, needs) ? null : { code: 'not-allowed', call, needs };
}

/** What a call names, for the log: short, whatever it was. */
export function callNameOf(name: unknown): string {
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

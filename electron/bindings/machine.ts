import { assertNever } from '../../shared/assert-never.js';
import type { BindingState } from '../../shared/bindings.js';
import type { CmError } from '../../shared/errors.js';

/** What can happen to a binding after it was intended. */
export type BindingEvent =
  /** The call is about to leave; journalled before it does. */
  | { readonly event: 'submitting' }
  /** The server accepted: 201 with the smartcard's URI, or 204 without. */
  | { readonly event: 'answered'; readonly status: 201 | 204; readonly smartcardUri: string | null }
  | { readonly event: 'failed'; readonly error: CmError }
  /** The station stopped while the call was under way. */
  | { readonly event: 'interrupted' }
  /** The server was asked and knows our card on the request. */
  | { readonly event: 'found'; readonly smartcardUri: string }
  /** The server was asked: the request is approved and has no smartcard. */
  | { readonly event: 'not-found' }
  /** The server was asked and something else is true there; `evidence` is for a person. */
  | { readonly event: 'conflicting'; readonly evidence: string }
  /** The server could not be asked. */
  | { readonly event: 'check-failed'; readonly error: CmError };

export interface RetryPolicy {
  /** First pause after a failure, ms; doubles with each try up to `longestPauseMs`. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Tries that reached the server before a person is asked. */
  readonly mostTries: number;
  /**
   * How long after a lost answer the server is asked at the earliest, ms: a call that is still being worked on
   * there must have come to its end before "no smartcard" can be believed.
   */
  readonly settleMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  firstPauseMs: 1_000,
  longestPauseMs: 60_000,
  mostTries: 8,
  settleMs: 5_000,
};

export interface MachineContext {
  readonly now: Date;
  /** Between 0 and 1; spreads the retries of many stations (jitter). */
  readonly random: number;
  readonly policy: RetryPolicy;
}

/** An interrupted call left no error of its own; this says what is known. */
const interruptedError: CmError = { code: 'network', layer: 'http', reached: true, detail: 'The station stopped during the call' };

/**
 * A binding's next state: pure, total, and the only place where it is decided. An event that does not fit the
 * state is a fault of the caller and throws: a binding must never move by accident.
 *
 * @throws Error when the event cannot happen in this state
 */
export function next(state: BindingState, event: BindingEvent, context: MachineContext): BindingState {
  switch (event.event) {
    case 'submitting':
      if (state.state === 'intended') return { state: 'submitting', attempt: 1 };
      if (state.state === 'waiting' || state.state === 'uncertain') {
        return { state: 'submitting', attempt: state.attempt + 1 };
      }
      break;
    case 'answered':
      if (state.state === 'submitting') return { state: 'bound', status: event.status, smartcardUri: event.smartcardUri };
      break;
    case 'failed':
      if (state.state === 'submitting') return afterFailure(state.attempt, event.error, context);
      break;
    case 'interrupted':
      if (state.state === 'submitting') return uncertain(state.attempt, interruptedError, context);
      break;
    case 'found':
      if (isOpen(state)) return { state: 'bound', status: 'found', smartcardUri: event.smartcardUri };
      break;
    case 'not-found':
      if (isOpen(state)) {
        // A refusal of a repeat may have meant "already bound"; now it is known that it did not.
        if (state.error.code === 'forbidden') return { state: 'refused', error: state.error };
        return { state: 'waiting', attempt: state.attempt, nextTryAt: context.now.toISOString(), error: state.error };
      }
      break;
    case 'conflicting':
      if (isOpen(state)) {
        return { state: 'attention', reason: 'conflict', evidence: event.evidence, error: state.error, attempt: state.attempt };
      }
      break;
    case 'check-failed':
      if (isOpen(state)) {
        const at = later(context, pauseMs(state.attempt, context));
        return state.state === 'waiting'
          ? { ...state, nextTryAt: at }
          : { ...state, nextCheckAt: at };
      }
      break;
    default:
      return assertNever(event);
  }
  throw new Error(`A binding that is ${state.state} cannot be ${event.event}`);
}

function isOpen(state: BindingState): state is Extract<BindingState, { state: 'waiting' | 'uncertain' }> {
  return state.state === 'waiting' || state.state === 'uncertain';
}

function afterFailure(attempt: number, error: CmError, context: MachineContext): BindingState {
  if (error.code === 'forbidden') {
    return attempt === 1 ? { state: 'refused', error } : uncertain(attempt, error, context);
  }
  if (attempt >= context.policy.mostTries && error.code === 'server-error') {
    return { state: 'attention', reason: 'too-many-tries', evidence: '', error, attempt };
  }
  if (isWorthWaiting(error)) {
    return { state: 'waiting', attempt, nextTryAt: later(context, pauseMs(attempt, context)), error };
  }
  return uncertain(attempt, error, context);
}

/**
 * Whether a call that ended so has, by all the pages say, changed nothing on the server, so that the operator may be
 * told it will be tried again. The server is asked before the repeat all the same.
 */
function isWorthWaiting(error: CmError): boolean {
  switch (error.code) {
    case 'network':
    case 'timeout':
      return !error.reached;
    case 'not-signed-in':
      return error.status !== 200;
    case 'api-off':
    case 'not-found':
    case 'server-error':
      return true;
    case 'forbidden':
    case 'unexpected-status':
    case 'bad-answer':
    case 'too-large':
      return false;
    default:
      return assertNever(error);
  }
}

function uncertain(attempt: number, error: CmError, context: MachineContext): BindingState {
  return { state: 'uncertain', attempt, nextCheckAt: later(context, context.policy.settleMs), error };
}

/** Exponential back-off with jitter: between half and the whole of the doubled pause, capped. */
function pauseMs(attempt: number, { policy, random }: MachineContext): number {
  const full = Math.min(policy.longestPauseMs, policy.firstPauseMs * 2 ** Math.max(0, attempt - 1));
  return Math.round(full * (0.5 + random / 2));
}

function later({ now }: MachineContext, ms: number): string {
  return new Date(now.getTime() + ms).toISOString();
}

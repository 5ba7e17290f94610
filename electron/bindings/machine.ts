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
  /** The server was asked: the request is open and has no smartcard. */
  | { readonly event: 'not-found' }
  /** The server was asked and something else is true there; `evidence` is for a person. */
  | { readonly event: 'conflicting'; readonly evidence: string }
  /** The server could not be asked. */
  | { readonly event: 'check-failed'; readonly error: CmError }
  /** A person took it back before anything was sent. */
  | { readonly event: 'withdrawn'; readonly reason: string }
  /** A person looked at the evidence and wants the station to ask again, and to go on from what the server says. */
  | { readonly event: 'retried' }
  /** The journal was restored from a backup: what became of the binding after it is not known. */
  | { readonly event: 'restored' }
  /** A person looked at the evidence, or at a refusal, and leaves it. */
  | { readonly event: 'given-up'; readonly reason: string };

export interface RetryPolicy {
  /** First pause after a failure, ms; doubles with each try up to `longestPauseMs`. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Pause after the server could not be reached to be asked, ms; while the line is known to be down nothing is asked. */
  readonly unreachedPauseMs: number;
  /** Tries that the server answered with a fault before a person is asked. */
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
  unreachedPauseMs: 5_000,
  mostTries: 8,
  settleMs: 5_000,
};

export interface MachineContext {
  readonly now: Date;
  /** Between 0 and 1; spreads the retries of many stations (jitter). */
  readonly random: number;
  readonly policy: RetryPolicy;
}

/** An event that does not fit the state of the binding it was meant for. */
export class ImpossibleEvent extends Error {
  override readonly name = 'ImpossibleEvent';
  constructor(state: BindingState, event: BindingEvent) {
    super(`A binding that is ${state.state} cannot be ${event.event}`);
  }
}

/** An interrupted call left no error of its own; this says what is known. */
const interruptedError: CmError = {
  code: 'network',
  layer: 'http',
  reached: true,
  detail: 'The station stopped during the call',
};

/** Nothing is known of what a station did after its backup. */
const restoredError: CmError = {
  code: 'network',
  layer: 'http',
  reached: true,
  detail: 'The journal was restored from a backup; what happened after it is not known',
};

/**
 * A binding's next state: pure, total, and the only place where it is decided. An event that does not fit the
 * state is a fault of the caller and throws: a binding must never move by accident.
 *
 * @throws ImpossibleEvent
 */
export function next(state: BindingState, event: BindingEvent, context: MachineContext): BindingState {
  switch (state.state) {
    case 'intended':
      if (event.event === 'submitting') return { state: 'submitting', attempt: 1 };
      if (event.event === 'withdrawn') return { state: 'withdrawn', reason: event.reason };
      // It had not left the machine when the backup was made; it may have left since.
      if (event.event === 'restored') return uncertain(1, restoredError, context);
      break;
    case 'submitting':
      return afterCall(state, event, context);
    case 'waiting':
    case 'uncertain':
      return whileOpen(state, event, context);
    case 'attention':
      if (event.event === 'given-up') return { state: 'given-up', reason: event.reason };
      if (event.event === 'retried') return askNow(state.attempt, state.error ?? interruptedError, context);
      break;
    case 'refused':
      // Nothing is left to send; a person says that they have seen it, and why it ends here.
      if (event.event === 'given-up') return { state: 'given-up', reason: event.reason };
      break;
    case 'bound':
    case 'withdrawn':
    case 'given-up':
      break;
    default:
      return assertNever(state);
  }
  throw new ImpossibleEvent(state, event);
}

/** When a binding in this state needs its next step, as ms since the epoch; null when the station has nothing to do for it. */
export function dueTime(state: BindingState): number | null {
  switch (state.state) {
    case 'intended':
      return 0;
    case 'waiting':
      return Date.parse(state.nextTryAt);
    case 'uncertain':
      return Date.parse(state.nextCheckAt);
    case 'submitting':
    case 'bound':
    case 'refused':
    case 'attention':
    case 'withdrawn':
    case 'given-up':
      return null;
    default:
      return assertNever(state);
  }
}

function afterCall(
  state: Extract<BindingState, { state: 'submitting' }>,
  event: BindingEvent,
  context: MachineContext,
): BindingState {
  switch (event.event) {
    case 'answered':
      return { state: 'bound', status: event.status, smartcardUri: event.smartcardUri };
    case 'failed':
      return afterFailure(state.attempt, event.error, context);
    case 'interrupted':
      return uncertain(state.attempt, interruptedError, context);
    case 'restored':
      return uncertain(state.attempt, restoredError, context);
    default:
      throw new ImpossibleEvent(state, event);
  }
}

function whileOpen(
  state: Extract<BindingState, { state: 'waiting' | 'uncertain' }>,
  event: BindingEvent,
  context: MachineContext,
): BindingState {
  const { attempt, error } = state;
  switch (event.event) {
    case 'submitting':
      return { state: 'submitting', attempt: attempt + 1 };
    case 'found':
      return { state: 'bound', status: 'found', smartcardUri: event.smartcardUri };
    case 'not-found':
      // Now it is known that the refusal did not mean "already bound".
      if (error.code === 'forbidden') return { state: 'refused', error };
      return waiting(attempt, error, context, 0, mayHaveReached(state));
    case 'conflicting':
      return { state: 'attention', reason: 'conflict', evidence: event.evidence, error, attempt };
    case 'check-failed':
      return afterVainCheck(state, event.error, context);
    case 'restored':
      // What is uncertain keeps its error: a refusal that is asked about is still a refusal.
      return state.state === 'waiting' ? uncertain(Math.max(1, attempt), restoredError, context) : uncertain(attempt, error, context);
    case 'retried':
      return state.state === 'waiting' ? { ...state, nextTryAt: context.now.toISOString() } : askNow(attempt, error, context);
    case 'withdrawn':
      if (!mayHaveReached(state)) return { state: 'withdrawn', reason: event.reason };
      throw new ImpossibleEvent(state, event);
    default:
      throw new ImpossibleEvent(state, event);
  }
}

/**
 * The server could not be asked. Without an answer there is nothing new, and the next one to hear the server again sets
 * the binding going before its time; a server that answers with a fault each time is a person's business in the end.
 */
function afterVainCheck(
  state: Extract<BindingState, { state: 'waiting' | 'uncertain' }>,
  error: CmError,
  context: MachineContext,
): BindingState {
  const answered = !isLineError(error);
  const checks = answered ? state.checks + 1 : state.checks;
  if (checks >= context.policy.mostTries && answered) {
    const evidence = `The server was asked ${String(checks)} times what became of it, and answered with a fault each time.`;
    return { state: 'attention', reason: 'unresolved', evidence, error, attempt: state.attempt };
  }
  const at = later(context, answered ? pauseMs(state.attempt + checks, context) : spread(context.policy.unreachedPauseMs, context));
  return state.state === 'waiting' ? { ...state, nextTryAt: at, checks } : { ...state, nextCheckAt: at, checks };
}

/** Whether an error says that nothing gets through to the service at all, whatever is asked of it. */
export function isLineError(error: CmError): boolean {
  return error.code === 'network' || error.code === 'timeout' || error.code === 'not-signed-in';
}

function afterFailure(attempt: number, error: CmError, context: MachineContext): BindingState {
  // A refusal may be the echo of a call that took effect: ours repeated, or one the network stack sent twice. The server
  // has answered, so nothing is under way any more and it can be asked at once.
  if (error.code === 'forbidden') return askNow(attempt, error, context);
  if (error.code === 'server-error' && attempt >= context.policy.mostTries) {
    return { state: 'attention', reason: 'too-many-tries', evidence: '', error, attempt };
  }
  // Only a first try that never got there leaves it certain that nothing of this binding did.
  const reached = attempt > 1 || !neverReached(error);
  return isWorthWaiting(error)
    ? waiting(attempt, error, context, pauseMs(attempt, context), reached)
    : uncertain(attempt, error, context);
}

function neverReached(error: CmError): boolean {
  return (error.code === 'network' || error.code === 'timeout') && !error.reached;
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
      // A web page with a status of success may stand where the real answer was.
      return error.status < 200 || error.status >= 300;
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

function mayHaveReached(state: Extract<BindingState, { state: 'waiting' | 'uncertain' }>): boolean {
  return state.state === 'uncertain' || state.mayHaveReached;
}

function waiting(
  attempt: number,
  error: CmError,
  context: MachineContext,
  pause: number,
  reached: boolean,
): BindingState {
  return { state: 'waiting', attempt, nextTryAt: later(context, pause), mayHaveReached: reached, error, checks: 0 };
}

function uncertain(attempt: number, error: CmError, context: MachineContext): BindingState {
  return { state: 'uncertain', attempt, nextCheckAt: later(context, context.policy.settleMs), error, checks: 0 };
}

function askNow(attempt: number, error: CmError, context: MachineContext): BindingState {
  return { state: 'uncertain', attempt: Math.max(1, attempt), nextCheckAt: context.now.toISOString(), error, checks: 0 };
}

/** Exponential back-off with jitter: between half and the whole of the doubled pause, capped. */
function pauseMs(attempt: number, context: MachineContext): number {
  const { longestPauseMs, firstPauseMs } = context.policy;
  return spread(Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, attempt - 1)), context);
}

function spread(ms: number, { random }: MachineContext): number {
  return Math.round(ms * (0.5 + random / 2));
}

function later({ now }: MachineContext, ms: number): string {
  return new Date(now.getTime() + ms).toISOString();
}

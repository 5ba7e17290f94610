import { assertNever } from '../../shared/assert-never.js';
import type { BindingState } from '../../shared/bindings.js';
import type { CmError } from '../../shared/errors.js';
import type { BindingEvent } from './binding-event.js';
import type { RetryPolicy } from './retry-policy.js';
import { isConnectionError, provesCallEnded, isRetryable, neverReachedServer } from './call-errors.js';

export interface MachineContext {
  readonly now: Date;
  /** Between 0 and 1; spreads the retries of many stations (jitter). */
  readonly random: number;
  readonly policy: RetryPolicy;
  /**
   * How long it is certain to be since the last call without an answer, ms: by a clock that never jumps, and no longer than
   * this process lives. 0 where nothing is certain.
   */
  readonly quietMs: number;
}

/** An event that does not fit the state of the binding it was meant for. */
export class ImpossibleEvent extends Error {
  override readonly name = 'ImpossibleEvent';
  constructor(state: BindingState, event: BindingEvent) {
    super(`A binding that is ${state.state} cannot be ${event.event}`);
  }
}

type In<State extends BindingState['state']> = Extract<BindingState, { state: State }>;

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
  detail: 'The journal was restored from an older copy; what happened after it is not known',
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
      return whileUnsent(state, event, context);
    case 'submitting':
      return afterCall(state, event, context);
    case 'waiting':
    case 'uncertain':
      return whileOpen(state, event, context);
    case 'attention':
      if (event.event === 'given-up') return { state: 'given-up', reason: event.reason };
      if (event.event === 'retried') {
        // Nothing of it ever left: it is looked at anew, like one that was just written down.
        if (state.attempt === 0) return { state: 'intended' };
        const open = { ...state, error: state.error ?? interruptedError };
        // The server failed each try, and a person wants another one; as before any repeat, the server is asked first.
        return state.reason === 'too-many-tries' ? waiting(open, context, 0, true) : askNow(open, context);
      }
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

function whileUnsent(state: In<'intended'>, event: BindingEvent, context: MachineContext): BindingState {
  switch (event.event) {
    case 'submitting':
      return { state: 'submitting', attempt: 1 };
    case 'withdrawn':
      return { state: 'withdrawn', reason: event.reason };
    case 'found':
      return { state: 'bound', status: 'found', smartcardUri: event.smartcardUri };
    case 'not-found':
      return state;
    case 'conflicting':
      return { state: 'attention', reason: 'conflict', evidence: event.evidence, error: null, attempt: 0 };
    case 'request-changed':
      return { state: 'attention', reason: event.change, evidence: event.evidence, error: null, attempt: 0 };
    case 'check-failed': {
      const waits = waiting({ attempt: 0, error: event.error }, context, 0, false);
      return afterVainCheck(waits, event.error, context);
    }
    case 'restored':
      // It had not left the machine when the backup was made; it may have left since.
      return uncertain({ attempt: 1, error: restoredError, unansweredAt: context.now.toISOString(), restored: true }, context);
    default:
      throw new ImpossibleEvent(state, event);
  }
}

function afterCall(state: In<'submitting'>, event: BindingEvent, context: MachineContext): BindingState {
  const unansweredAt = context.now.toISOString();
  switch (event.event) {
    case 'answered':
      return { state: 'bound', status: event.status, smartcardUri: event.smartcardUri };
    case 'failed':
      return afterFailure(state, event.error, context);
    case 'interrupted':
      return uncertain({ attempt: state.attempt, error: interruptedError, unansweredAt }, context);
    case 'restored':
      return uncertain({ attempt: state.attempt, error: restoredError, unansweredAt, restored: true }, context);
    default:
      throw new ImpossibleEvent(state, event);
  }
}

function whileOpen(state: In<'waiting' | 'uncertain'>, event: BindingEvent, context: MachineContext): BindingState {
  const { attempt, error } = state;
  switch (event.event) {
    case 'submitting':
      // While an earlier call may still take effect, another one could double it.
      if (lateEffectLeftMs(state, context) > 0 || isRestored(state)) throw new ImpossibleEvent(state, event);
      return { state: 'submitting', attempt: attempt + 1, ...unanswered(state) };
    case 'found':
      return { state: 'bound', status: 'found', smartcardUri: event.smartcardUri };
    case 'not-found':
    case 'request-changed':
      return lateEffectLeftMs(state, context) > 0 ? askLater(state, context) : afterVainSearch(state, event, context);
    case 'conflicting':
      return { state: 'attention', reason: 'conflict', evidence: event.evidence, error, attempt, ...unanswered(state) };
    case 'check-failed':
      return afterVainCheck(state, event.error, context);
    case 'restored': {
      const restored = { attempt: Math.max(1, attempt), unansweredAt: context.now.toISOString(), restored: true } as const;
      // What is uncertain keeps its error: a refusal that is asked about is still a refusal.
      return uncertain({ ...restored, error: state.state === 'waiting' ? restoredError : error }, context);
    }
    case 'retried':
      return state.state === 'waiting' ? { ...state, nextTryAt: context.now.toISOString() } : askNow(state, context);
    case 'withdrawn':
      if (!mayHaveReached(state)) return { state: 'withdrawn', reason: event.reason };
      throw new ImpossibleEvent(state, event);
    default:
      throw new ImpossibleEvent(state, event);
  }
}

/** The server has no smartcard on the request, and no call of ours can change that any more. */
function afterVainSearch(
  state: In<'waiting' | 'uncertain'>,
  event: Extract<BindingEvent, { event: 'not-found' | 'request-changed' }>,
  context: MachineContext,
): BindingState {
  const { attempt, error, unansweredAt } = state;
  // A request that has gone may have gone with its card.
  const sawRequest = event.event === 'not-found' || event.change !== 'request-gone';
  if (error.code === 'forbidden' && sawRequest) {
    // Now it is known that the refusal did not mean "already bound".
    if (unansweredAt === undefined) return { state: 'refused', error };
    const evidence = `An earlier call got no answer by ${unansweredAt}. The server shows no smartcard on the request now.`;
    return { state: 'attention', reason: 'refused-in-doubt', evidence, error, attempt, unansweredAt };
  }
  if (event.event === 'request-changed') {
    return { state: 'attention', reason: event.change, evidence: event.evidence, error, attempt, ...unanswered(state) };
  }
  // What the lost part of the journal said of it is not known: it may have been withdrawn, or done with another card.
  if (isRestored(state)) return { state: 'attention', reason: 'restored', evidence: '', error, attempt, ...unanswered(state) };
  if (state.state === 'uncertain' && error.code === 'server-error' && attempt >= context.policy.mostTries) {
    return { state: 'attention', reason: 'too-many-tries', evidence: '', error, attempt, ...unanswered(state) };
  }
  return waiting(state, context, 0, mayHaveReached(state));
}

/**
 * The server could not be asked. Without an answer there is nothing new, and the next one to hear the server again sets
 * the binding going before its time; a server that answers with a fault each time is a person's business in the end.
 */
function afterVainCheck(state: In<'waiting' | 'uncertain'>, error: CmError, context: MachineContext): BindingState {
  const answered = !isConnectionError(error);
  const checks = answered ? state.checks + 1 : state.checks;
  // A person must not give up what may still take effect.
  if (checks >= context.policy.mostTries && answered && lateEffectLeftMs(state, context) === 0) {
    const evidence = `The server was asked ${String(checks)} times what became of it, and answered with a fault each time.`;
    return { state: 'attention', reason: 'unresolved', evidence, error, attempt: state.attempt, ...unanswered(state) };
  }
  const at = later(context, answered ? pauseMs(state.attempt + checks, context) : spread(context.policy.unreachedPauseMs, context));
  return state.state === 'waiting' ? { ...state, nextTryAt: at, checks } : { ...state, nextCheckAt: at, checks };
}

function afterFailure(state: In<'submitting'>, error: CmError, context: MachineContext): BindingState {
  const { attempt } = state;
  if (!provesCallEnded(error)) return uncertain({ attempt, error, unansweredAt: context.now.toISOString() }, context);
  const ended = { attempt, error, ...unanswered(state) };
  // A refusal may be the echo of a call that took effect: ours repeated, or one the network stack sent twice. This call is
  // over, so the server can be asked at once.
  if (error.code === 'forbidden') return askNow(ended, context);
  // Before a person decides about it, it is asked whether the last try took effect for all its fault.
  if (error.code === 'server-error' && attempt >= context.policy.mostTries) return askNow(ended, context);
  // Only a first try that never got there leaves it certain that nothing of this binding did.
  const reached = attempt > 1 || !neverReachedServer(error);
  return isRetryable(error) ? waiting(ended, context, pauseMs(attempt, context), reached) : uncertain(ended, context);
}

/** What is carried from state to state while a binding is open. */
interface Open {
  readonly attempt: number;
  readonly error: CmError;
  readonly unansweredAt?: string | undefined;
  readonly restored?: true | undefined;
}

function isRestored(state: In<'waiting' | 'uncertain'>): boolean {
  return state.state === 'uncertain' && state.restored === true;
}

/** When a call of this binding last ended without an answer, as a member to carry on; nothing where each was answered. */
function unanswered({ unansweredAt }: { readonly unansweredAt?: string | undefined }): { readonly unansweredAt?: string } {
  return unansweredAt === undefined ? {} : { unansweredAt };
}

/** How long a call without an answer may still take effect, ms; 0 where there is none, or it cannot any more. */
function lateEffectLeftMs({ unansweredAt }: In<'waiting' | 'uncertain'>, { quietMs, policy }: MachineContext): number {
  return unansweredAt === undefined ? 0 : Math.max(0, policy.lateEffectMs - quietMs);
}

function mayHaveReached(state: In<'waiting' | 'uncertain'>): boolean {
  return state.state === 'uncertain' || state.mayHaveReached;
}

function waiting(open: Open, context: MachineContext, pause: number, reached: boolean): In<'waiting'> {
  const { attempt, error } = open;
  return { state: 'waiting', attempt, nextTryAt: later(context, pause), mayHaveReached: reached, error, checks: 0, ...unanswered(open) };
}

function uncertain(open: Open, context: MachineContext, pause = context.policy.settleMs): In<'uncertain'> {
  const { attempt, error } = open;
  const restored = open.restored === true ? ({ restored: true } as const) : {};
  return {
    state: 'uncertain',
    attempt: Math.max(1, attempt),
    nextCheckAt: later(context, pause),
    error,
    checks: 0,
    ...unanswered(open),
    ...restored,
  };
}

function askNow(open: Open, context: MachineContext): BindingState {
  return uncertain(open, context, 0);
}

/** Asks again once as much time as until now has gone by, and when the last late effect can have come. */
function askLater(state: In<'waiting' | 'uncertain'>, context: MachineContext): BindingState {
  const pause = Math.min(lateEffectLeftMs(state, context), Math.max(context.policy.settleMs, context.quietMs));
  return uncertain(state, context, Math.ceil(pause));
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

import { assertNever } from '../../shared/assert-never.js';
import type { BindingState } from '../../shared/bindings.js';
import type { CmError } from '../../shared/errors.js';
import type { BindingEvent } from './binding-event.js';
import type { RetryPolicy } from './retry-policy.js';
import { isConnectionError, provesCallEnded, isRetryable, neverReachedServer } from './call-errors.js';

export interface MachineContext {
  readonly now: Date;
  /** Random number from 0 to 1; spreads the retries of many stations (jitter). */
  readonly random: number;
  readonly policy: RetryPolicy;
  /** Minimum time since the last unanswered call, ms; monotonic, at most the lifetime of this process. 0 if unknown. */
  readonly quietMs: number;
}

/** An event that does not fit the binding's state. */
export class ImpossibleEvent extends Error {
  override readonly name = 'ImpossibleEvent';
  constructor(state: BindingState, event: BindingEvent) {
    super(`A binding that is ${state.state} cannot be ${event.event}`);
  }
}

type In<State extends BindingState['state']> = Extract<BindingState, { state: State }>;

/** Stands for the missing error of an interrupted call. */
const interruptedError: CmError = {
  code: 'network',
  layer: 'http',
  reached: true,
  detail: 'The station stopped during the call',
};

/** Stands for the missing error of a binding restored from a backup. */
const restoredError: CmError = {
  code: 'network',
  layer: 'http',
  reached: true,
  detail: 'The journal was restored from an older copy; later events are unknown',
};

/**
 * Returns a binding's next state. Pure, total, and the only place that decides it. Throws for an event that does not fit the
 * state, because a binding must never move by accident.
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
        // The binding was never sent, so it starts again like a new one.
        if (state.attempt === 0) return { state: 'intended' };
        const open = { ...state, error: state.error ?? interruptedError };
        // Every try failed at the server and a person wants a retry; as before every retry, the server is asked first.
        return state.reason === 'too-many-tries' ? waiting(open, context, 0, true) : askNow(open, context);
      }
      break;
    case 'refused':
      // Nothing is left to send; the person acknowledges it and gives the reason.
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

/** Returns when a binding in this state needs its next step, in ms since the epoch; null if never. */
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
      // The binding was not sent before the backup, but may have been sent since.
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
      // While an earlier call may still take effect, another call could bind twice.
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
      // An unconfirmed binding keeps its error: a refusal that is being checked is still a refusal.
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

/** The server has no smartcard on the request, and no call of the station can change that now. */
function afterVainSearch(
  state: In<'waiting' | 'uncertain'>,
  event: Extract<BindingEvent, { event: 'not-found' | 'request-changed' }>,
  context: MachineContext,
): BindingState {
  const { attempt, error, unansweredAt } = state;
  // A request that is gone may have taken its card with it.
  const sawRequest = event.event === 'not-found' || event.change !== 'request-gone';
  if (error.code === 'forbidden' && sawRequest) {
    // The refusal did not mean "already bound".
    if (unansweredAt === undefined) return { state: 'refused', error };
    const evidence = `An earlier call got no answer by ${unansweredAt}. The server shows no smartcard on the request now.`;
    return { state: 'attention', reason: 'refused-in-doubt', evidence, error, attempt, unansweredAt };
  }
  if (event.event === 'request-changed') {
    return { state: 'attention', reason: event.change, evidence: event.evidence, error, attempt, ...unanswered(state) };
  }
  // The lost part of the journal may have withdrawn it or replaced its card.
  if (isRestored(state)) return { state: 'attention', reason: 'restored', evidence: '', error, attempt, ...unanswered(state) };
  if (state.state === 'uncertain' && error.code === 'server-error' && attempt >= context.policy.mostTries) {
    return { state: 'attention', reason: 'too-many-tries', evidence: '', error, attempt, ...unanswered(state) };
  }
  return waiting(state, context, 0, mayHaveReached(state));
}

/**
 * The server could not be asked. Without an answer nothing is new, and the next answered call makes the binding due early. If
 * the server answers with an error each time, a person decides in the end.
 */
function afterVainCheck(state: In<'waiting' | 'uncertain'>, error: CmError, context: MachineContext): BindingState {
  const answered = !isConnectionError(error);
  const checks = answered ? state.checks + 1 : state.checks;
  // Do not let a person give up a binding that may still take effect.
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
  // The refusal may follow from a call that took effect: our own retry, or one that the network stack repeated. The call has
  // ended, so the server can be asked at once.
  if (error.code === 'forbidden') return askNow(ended, context);
  // Before a person decides, the server is asked whether the last try took effect despite its error.
  if (error.code === 'server-error' && attempt >= context.policy.mostTries) return askNow(ended, context);
  // Only if the first try never reached the server is it certain that nothing took effect.
  const reached = attempt > 1 || !neverReachedServer(error);
  return isRetryable(error) ? waiting(ended, context, pauseMs(attempt, context), reached) : uncertain(ended, context);
}

/** Fields carried from state to state while a binding is open. */
interface Open {
  readonly attempt: number;
  readonly error: CmError;
  readonly unansweredAt?: string | undefined;
  readonly restored?: true | undefined;
}

function isRestored(state: In<'waiting' | 'uncertain'>): boolean {
  return state.state === 'uncertain' && state.restored === true;
}

/** Returns `unansweredAt` as a property to spread; empty if every call was answered. */
function unanswered({ unansweredAt }: { readonly unansweredAt?: string | undefined }): { readonly unansweredAt?: string } {
  return unansweredAt === undefined ? {} : { unansweredAt };
}

/** How long an unanswered call may still take effect, ms; 0 if none can. */
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

/** Schedules the next check after twice the elapsed time, and not before the last late effect. */
function askLater(state: In<'waiting' | 'uncertain'>, context: MachineContext): BindingState {
  const pause = Math.min(lateEffectLeftMs(state, context), Math.max(context.policy.settleMs, context.quietMs));
  return uncertain(state, context, Math.ceil(pause));
}

/** Exponential backoff with jitter: half to the whole of the doubled pause, capped. */
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

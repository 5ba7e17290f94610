import type { Abandon } from '../../shared/abandon.js';
import type { EndedStatus } from '../../shared/after-care.js';
import { assertNever } from '../../shared/assert-never.js';
import type { CmError } from '../../shared/errors.js';
import { provesCallEnded, neverReachedServer } from '../bindings/call-errors.js';

/** The state of a request at the server, as far as abandoning it goes. */
export type RequestStanding =
  | { readonly standing: 'open' | 'executed' | 'unclear'; readonly status: number }
  | { readonly standing: 'ended'; readonly word: EndedStatus; readonly status: number }
  | { readonly standing: 'gone' };

/** What can happen while a request is abandoned. */
export type AbandonEvent =
  /** A person asked for it, a second person approved it, and the server has the request as it was bound. */
  | { readonly event: 'asked'; readonly reason: string }
  /** The server accepted. `status`: the request's new status if it means ended and not executed; null otherwise. */
  | { readonly event: 'accepted'; readonly status: number | null }
  | { readonly event: 'failed'; readonly error: CmError }
  /** The station stopped during the call. */
  | { readonly event: 'interrupted' }
  /** The server was asked about the request. */
  | { readonly event: 'looked'; readonly at: RequestStanding };

export interface AbandonContext {
  readonly now: Date;
  /** How long before the question the call ended or this station started, ms; monotonic. */
  readonly quietMs: number;
  /** How long after a lost answer the call may still take effect, ms. */
  readonly lateEffectMs: number;
}

/**
 * Returns the next stage of abandoning a request, from the stored one. The only place that decides it.
 * @param from the stored stage; null: never asked for
 * @returns null if the event changes nothing: it does not fit, or does not count yet
 */
export function nextAbandon(from: Abandon | null, event: AbandonEvent, context: AbandonContext): Abandon | null {
  const at = context.now.toISOString();
  switch (event.event) {
    case 'asked':
      return from === null || from.state === 'not-abandoned' ? { state: 'sending', reason: event.reason, at } : null;
    case 'accepted':
      if (from?.state !== 'sending') return null;
      return event.status === null
        ? { state: 'unconfirmed', reason: from.reason, at, error: null, isOver: true }
        : { state: 'abandoned', reason: from.reason, at, by: 'answer', status: event.status, word: null };
    case 'failed': {
      if (from?.state !== 'sending') return null;
      const { reason } = from;
      const { error } = event;
      return neverReachedServer(error)
        ? { state: 'not-abandoned', reason, at, why: 'not-sent', status: null, error }
        : { state: 'unconfirmed', reason, at, error, isOver: provesCallEnded(error) };
    }
    case 'interrupted':
      return from?.state === 'sending' ? { state: 'unconfirmed', reason: from.reason, at, error: null, isOver: false } : null;
    case 'looked':
      return from?.state === 'unconfirmed' ? afterLook(from, event.at, at, context) : null;
    default:
      return assertNever(event);
  }
}

function afterLook(
  { reason, error, isOver: callIsOver }: Extract<Abandon, { state: 'unconfirmed' }>,
  found: RequestStanding,
  at: string,
  { quietMs, lateEffectMs }: AbandonContext,
): Abandon | null {
  switch (found.standing) {
    case 'ended':
      return { state: 'abandoned', reason, at, by: 'found', status: found.status, word: found.word };
    case 'executed':
      // Final, even if the call may still take effect.
      return { state: 'not-abandoned', reason, at, why: 'executed', status: found.status, error };
    case 'open':
    case 'unclear':
    case 'gone':
      // The call may still take effect, so "not abandoned" does not count yet.
      if (!callIsOver && quietMs < lateEffectMs) return null;
      return { state: 'not-abandoned', reason, at, why: found.standing, status: 'status' in found ? found.status : null, error };
    default:
      return assertNever(found);
  }
}

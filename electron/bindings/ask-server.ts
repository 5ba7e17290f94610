import type { BindingView } from '../../shared/bindings.js';
import type { CmError } from '../../shared/errors.js';
import type { Result } from '../../shared/result.js';
import type { CmClient, CmRequest, CmSmartcard, FoundSmartcard } from '../cm/client.js';
import { blockingSmartcard } from '../cm/card-ownership.js';
import type { BindingEvent } from './binding-event.js';
import { emptyBindableContext, whyNotBindable, type BindableContext } from '../requests/why-not-bindable.js';

/** What the server says about a binding. Each result is an event of the binding's state machine. */
export type AskResult = Extract<BindingEvent, { event: 'found' | 'not-found' | 'conflicting' | 'request-changed' | 'check-failed' }>;

export type AskClient = Pick<CmClient, 'getRequest' | 'getSmartcard' | 'findSmartcardByCardId' | 'listProfileTemplates'>;

/** What the server's answers are compared with. */
export interface AskContext {
  readonly bindable: BindableContext;
  /** Smartcard statuses that free the card for another binding; see {@link blockingSmartcard}. */
  readonly reusableStatuses: readonly number[];
}

/** Context of a station without settings and without a list of requests. */
export const noAskContext: AskContext = { bindable: emptyBindableContext, reusableStatuses: [] };

/**
 * Asks the server whether a binding took effect: reads the request's `NewSmartcardUuid`, then that smartcard's `SerialNumber`,
 * `Atr` and user. If the request has no smartcard, checks whether the card belongs to another person and whether the request is
 * unchanged. Read-only; never throws.
 */
export async function askServer(cm: AskClient, binding: BindingView, context: AskContext): Promise<AskResult> {
  const { request, cardId } = binding;
  // In parallel: both answers are usually needed, and each costs a round trip.
  const [first, byCard] = await Promise.all([cm.getRequest(request.requestId), cm.findSmartcardByCardId(cardId.text)]);
  // The call may have taken effect between the two answers, so read the request again after the card.
  const isTaken = byCard.ok && blockingSmartcard(byCard.value, context.reusableStatuses) !== null;
  const asked = isTaken && first.ok && first.value.newSmartcardId === null ? await cm.getRequest(request.requestId) : first;
  if (!asked.ok) return verdictWithoutRequest(cm, asked.error);
  const smartcardId = asked.value.newSmartcardId;
  if (smartcardId === null) return verdictByCard(binding, asked.value, byCard, context);

  const found = await cm.getSmartcard(smartcardId);
  if (!found.ok) return { event: 'check-failed', error: found.error };
  return verdictBySmartcard(binding, asked.value, found.value);
}

/** Believes a 404 about a request only while the API answers another call: an API that is switched off answers 404 to everything. */
async function verdictWithoutRequest(cm: AskClient, error: CmError): Promise<AskResult> {
  if (error.code !== 'not-found') return { event: 'check-failed', error };
  const alive = await cm.listProfileTemplates();
  if (!alive.ok) return { event: 'check-failed', error: alive.error };
  return { event: 'request-changed', change: 'request-gone', evidence: error.message };
}

function verdictBySmartcard({ request, cardId, atr }: BindingView, asked: CmRequest, there: CmSmartcard): AskResult {
  const { smartcardId } = there;
  // A server without an ATR still identifies the card by its id.
  const isOurs = there.cardId === cardId.text && (there.atr === '' || there.atr === atr);
  if (!isOurs) {
    return {
      event: 'conflicting',
      evidence: `The request has smartcard ${smartcardId} with card id ${there.cardId} and ATR ${there.atr}.`,
    };
  }
  const userId = there.assignedUserId ?? asked.targetUserId;
  if (userId === request.person.userId) return { event: 'found', smartcardUri: `api/v1.0/smartcards/${smartcardId}` };
  return {
    event: 'conflicting',
    evidence: `The card is smartcard ${smartcardId} of user ${userId}; it was confirmed for user ${request.person.userId}.`,
  };
}

function verdictByCard(
  { request, approvedStatus }: BindingView,
  asked: CmRequest,
  byCard: Result<FoundSmartcard | null, CmError>,
  { bindable, reusableStatuses }: AskContext,
): AskResult {
  if (!byCard.ok) return { event: 'check-failed', error: byCard.error };
  const inTheWay = blockingSmartcard(byCard.value, reusableStatuses);
  if (inTheWay !== null) {
    const { smartcardId, assignedUserId } = inTheWay;
    return {
      event: 'conflicting',
      evidence: `The request has no smartcard, but the card is smartcard ${smartcardId} of user ${String(assignedUserId)}.`,
    };
  }
  const facts = `user ${asked.targetUserId}, profile template ${asked.profileTemplateId}, status ${String(asked.status)}`;
  const confirmed = `user ${request.person.userId}, profile template ${request.profileTemplate.profileTemplateId}`;
  // Earlier versions did not store the status; in that case the server decides.
  switch (whyNotBindable(asked, { view: request, approvedStatus: approvedStatus ?? asked.status }, bindable)) {
    case null:
      return { event: 'not-found' };
    case 'not-approved':
      return { event: 'request-changed', change: 'request-closed', evidence: facts };
    default:
      return { event: 'request-changed', change: 'request-changed', evidence: `${facts}; confirmed for ${confirmed}` };
  }
}

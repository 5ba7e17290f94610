import type { BindingView } from '../../shared/bindings.js';
import type { CmError } from '../../shared/errors.js';
import type { Result } from '../../shared/result.js';
import type { CmClient, CmSmartcard } from '../cm/client.js';
import type { BindingEvent } from './machine.js';

/** What the server says of a binding; each is an event of the binding's machine. */
export type Verdict = Extract<BindingEvent, { event: 'found' | 'not-found' | 'conflicting' | 'check-failed' }>;

/**
 * Asks the server whether a binding took effect, the way the pages allow: the request's `NewSmartcardUuid`, then
 * that smartcard's `SerialNumber` and `Atr`; where the request has none, whether the card is somebody else's.
 * Only reads; never throws.
 */
export async function askServer(
  cm: Pick<CmClient, 'getRequest' | 'getSmartcard' | 'findSmartcardByCardId'>,
  { request, cardId, atr }: BindingView,
): Promise<Verdict> {
  // Both at once: the second is needed in most cases, and each takes a way to the server and back.
  const [asked, byCard] = await Promise.all([cm.getRequest(request.requestId), cm.findSmartcardByCardId(cardId.text)]);
  if (!asked.ok) {
    return asked.error.code === 'not-found'
      ? { event: 'conflicting', evidence: 'The server no longer knows the request.' }
      : { event: 'check-failed', error: asked.error };
  }
  const smartcardId = asked.value.newSmartcardId;
  if (smartcardId === null) return verdictByCard(byCard);

  const found = await cm.getSmartcard(smartcardId);
  if (!found.ok) return { event: 'check-failed', error: found.error };
  const there = found.value;
  // A server that keeps no ATR still names the card by its id.
  if (there.cardId === cardId.text && (there.atr === '' || there.atr === atr)) {
    return { event: 'found', smartcardUri: `api/v1.0/smartcards/${smartcardId}` };
  }
  return {
    event: 'conflicting',
    evidence: `The request has smartcard ${smartcardId} with card id ${there.cardId} and ATR ${there.atr}.`,
  };
}

function verdictByCard(asked: Result<CmSmartcard | null, CmError>): Verdict {
  if (!asked.ok) return { event: 'check-failed', error: asked.error };
  if (asked.value === null || asked.value.assignedUserId === null) return { event: 'not-found' };
  return {
    event: 'conflicting',
    evidence: `The request has no smartcard, but the card is smartcard ${asked.value.smartcardId} of user ${asked.value.assignedUserId}.`,
  };
}

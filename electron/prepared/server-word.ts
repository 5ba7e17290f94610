import type { PreparedOutcome, ServerWord } from '../../shared/prepared.js';
import { whyNotBindable, type ShownRequest } from '../requests/why-not-bindable.js';
import type { CmClient } from '../cm/client.js';

export interface ServerWordOptions {
  readonly cm: Pick<CmClient, 'getRequest' | 'findSmartcardByCardId'>;
  readonly shownRequest: (requestId: string) => ShownRequest | undefined;
  readonly personName: (userId: string) => Promise<string | null>;
}

/** The request to ask the server about: the one that is meant, or the one that was named and is not on the list. */
export function requestToAsk(outcome: PreparedOutcome, written: string | null): string | null {
  switch (outcome.outcome) {
    case 'request':
    case 'contested':
      return outcome.request.requestId;
    case 'request-gone':
      return written;
    default:
      return null;
  }
}

/**
 * Asks the server about a prepared card and its request, before anybody confirms: a card somebody has already, a
 * request that has gone, got its smartcard, or changed. What may be bound is still decided by the confirmation alone.
 *
 * @param cardId as text
 */
export async function askAbout(
  { cm, shownRequest, personName }: ServerWordOptions,
  requestId: string,
  cardId: string,
): Promise<ServerWord> {
  const [request, card] = await Promise.all([cm.getRequest(requestId), cm.findSmartcardByCardId(cardId)]);
  if (card.ok && card.value !== null && card.value.assignedUserId !== null) {
    const { smartcardId, assignedUserId } = card.value;
    return { word: 'card-known', smartcardId, personName: await personName(assignedUserId) };
  }
  if (!request.ok)
    return request.error.code === 'not-found' ? { word: 'request-objects', reason: 'gone' } : { word: 'silent', error: request.error };
  const shown = shownRequest(requestId);
  const reason = shown === undefined ? whyNotListed(request.value) : whyNotBindable(request.value, shown);
  if (reason !== null) return { word: 'request-objects', reason };
  return card.ok ? { word: 'agrees' } : { word: 'silent', error: card.error };
}

/** Why a request that the server has is not among those that wait. */
function whyNotListed({ newSmartcardId, isSmartcard }: { readonly newSmartcardId: string | null; readonly isSmartcard: boolean }) {
  if (newSmartcardId !== null) return 'has-a-smartcard' as const;
  return isSmartcard ? ('not-approved' as const) : ('not-a-smartcard-request' as const);
}

import type { PreparedOutcome, ServerVerdict } from '../../shared/prepared.js';
import { whyNotBindable, type ShownRequest } from '../requests/why-not-bindable.js';
import type { CmClient } from '../cm/client.js';
import { blockingSmartcard } from '../cm/card-ownership.js';
import type { AskContext } from '../bindings/ask-server.js';

export interface ServerCheckDeps {
  readonly cm: Pick<CmClient, 'getRequest' | 'findSmartcardByCardId'>;
  readonly shownRequest: (requestId: string) => ShownRequest | undefined;
  readonly askContext: () => AskContext;
  readonly personName: (userId: string) => Promise<string | null>;
}

/** Returns the request to ask the server about: the one that is meant, or the named one that is not on the list. */
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
 * Asks the server about a prepared card and its request before a confirmation: whether the card has an owner, and whether the
 * request is gone, has a smartcard, or has changed. The confirmation alone decides.
 * @param cardId as text
 */
export async function checkAtServer(
  { cm, shownRequest, askContext, personName }: ServerCheckDeps,
  requestId: string,
  cardId: string,
): Promise<ServerVerdict> {
  const [request, card] = await Promise.all([cm.getRequest(requestId), cm.findSmartcardByCardId(cardId)]);
  const { bindable, reusableStatuses } = askContext();
  const inTheWay = card.ok ? blockingSmartcard(card.value, reusableStatuses) : null;
  if (inTheWay !== null) {
    const { smartcardId, assignedUserId } = inTheWay;
    return { word: 'card-known', smartcardId, personName: assignedUserId === null ? null : await personName(assignedUserId) };
  }
  if (!request.ok)
    return request.error.code === 'not-found' ? { word: 'request-objects', reason: 'gone' } : { word: 'silent', error: request.error };
  const shown = shownRequest(requestId);
  const reason = shown === undefined ? whyNotListed(request.value) : whyNotBindable(request.value, shown, bindable);
  if (reason !== null) return { word: 'request-objects', reason };
  return card.ok ? { word: 'agrees' } : { word: 'silent', error: card.error };
}

/** Returns why a request at the server is not on the list. */
function whyNotListed({ newSmartcardId, isSmartcard }: { readonly newSmartcardId: string | null; readonly isSmartcard: boolean }) {
  if (newSmartcardId !== null) return 'has-a-smartcard' as const;
  return isSmartcard ? ('not-approved' as const) : ('not-a-smartcard-request' as const);
}

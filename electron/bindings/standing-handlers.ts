import type { CardAtServer } from '../../shared/card-standing.js';
import type { CardId } from '../../shared/cards.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { CmClient } from '../cm/client.js';
import { isRecycled, smartcardInTheWay } from '../cm/whose-card.js';
import type { Handlers } from '../core/answer-call.js';
import { JournalError, type Journal } from '../store/journal.js';
import type { AskContext } from './ask.js';
import type { BindingsOptions } from './bindings.js';

export interface StandingDeps {
  readonly journal: Pick<Journal, 'claimOf'>;
  readonly cm: Pick<CmClient, 'findSmartcardByCardId'>;
  readonly readers: Pick<BindingsOptions['readers'], 'presentation'>;
  readonly askContext: () => AskContext;
  readonly personName: (userId: string) => Promise<string | null>;
}

/** Answers how the card of a presentation stands: here, for all time; and at the server. Only reads, and decides nothing: the confirmation does. */
export function standingHandlers(deps: StandingDeps): Pick<Handlers, 'cards/boundHere' | 'cards/atServer'> {
  const { journal, readers } = deps;
  const cardIdOf = (presentationId: number): Result<CardId> => {
    const identification = readers.presentation(presentationId)?.identification;
    if (identification === undefined) return fail({ code: 'card-left' });
    if (identification.state === 'identified') return ok(identification.cardId);
    return fail({ code: 'card-unidentified', problem: identification.state === 'unidentified' ? identification.problem : null });
  };
  return {
    'cards/boundHere': async ({ presentationId }) => {
      const cardId = cardIdOf(presentationId);
      if (!cardId.ok) return cardId;
      try {
        return ok({ claim: await journal.claimOf({ cardId: cardId.value.text }) });
      } catch (error) {
        if (error instanceof JournalError) return fail({ code: 'journal-unreadable', detail: error.message.slice(0, 2000) });
        throw error;
      }
    },
    'cards/atServer': async ({ presentationId }) => {
      const cardId = cardIdOf(presentationId);
      return cardId.ok ? ok(await atServer(deps, cardId.value)) : cardId;
    },
  };
}

async function atServer({ cm, askContext, personName }: StandingDeps, cardId: CardId): Promise<CardAtServer> {
  const asked = await cm.findSmartcardByCardId(cardId.text);
  if (!asked.ok) return { state: 'silent', error: asked.error };
  if (asked.value === null) return { state: 'not-shown' };
  const { reusableStatuses } = askContext();
  const inTheWay = smartcardInTheWay(asked.value, reusableStatuses);
  const { smartcardId, status, assignedUserId } = inTheWay ?? asked.value;
  return {
    state: 'known',
    smartcard: {
      smartcardId,
      status,
      owner: assignedUserId === null ? null : { userId: assignedUserId, name: await personName(assignedUserId) },
    },
    isInTheWay: inTheWay !== null,
    isRecycled: isRecycled(asked.value, reusableStatuses),
  };
}

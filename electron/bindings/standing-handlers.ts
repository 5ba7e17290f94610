import type { CardAtServer } from '../../shared/card-standing.js';
import type { CardId } from '../../shared/cards.js';
import { ok } from '../../shared/result.js';
import type { CmClient } from '../cm/client.js';
import { isRecycled, smartcardInTheWay } from '../cm/whose-card.js';
import type { Handlers } from '../core/answer-call.js';
import { identifiedCard } from '../core/identified-card.js';
import { answerFromJournal } from '../store/answer-from-journal.js';
import type { Journal } from '../store/journal.js';
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
  const cardOf = (presentationId: number) => identifiedCard(readers.presentation(presentationId)?.identification);
  return {
    'cards/boundHere': async ({ presentationId }) => {
      const card = cardOf(presentationId);
      return card.ok ? answerFromJournal(async () => ({ claim: await journal.claimOf({ cardId: card.value.text }) })) : card;
    },
    'cards/atServer': async ({ presentationId }) => {
      const card = cardOf(presentationId);
      return card.ok ? ok(await atServer(deps, card.value)) : card;
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

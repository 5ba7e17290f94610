import type { CardAtServer } from '../../shared/card-standing.js';
import type { CardId } from '../../shared/cards.js';
import { ok } from '../../shared/result.js';
import type { CmClient } from '../cm/client.js';
import { isReusable, blockingSmartcard } from '../cm/card-ownership.js';
import type { Handlers } from '../core/answer-call.js';
import { identifiedCard } from '../core/identified-card.js';
import { answerFromJournal } from '../store/answer-from-journal.js';
import type { WatcherEvent } from '../readers/watcher-state.js';
import type { Journal } from '../store/journal.js';
import type { AskContext } from './ask-server.js';
import type { ConfirmBindingDeps } from './bindings.js';

export interface CardStatusDeps {
  readonly journal: Pick<Journal, 'claimOf' | 'archivedClaimOf'>;
  readonly cm: Pick<CmClient, 'findSmartcardByCardId'>;
  readonly readers: Pick<ConfirmBindingDeps['readers'], 'presentation'>;
  readonly askContext: () => AskContext;
  readonly personName: (userId: string) => Promise<string | null>;
  /** Whether the last call to the server was answered. */
  readonly isOnline: () => boolean;
  readonly monotonicMs: () => number;
}

export interface CardStatusCalls {
  readonly handlers: Pick<Handlers, 'cards/boundHere' | 'cards/atServer'>;
  /** Call with every reader event: asks the journal and the server about a card as soon as its id is known, while the page draws it. */
  readonly readerEvent: (event: WatcherEvent) => void;
  /** Call when a binding has changed: earlier answers may be out of date. */
  readonly bindingChanged: () => void;
}

/** How long a prefetched answer may be used by the page, ms. Later calls ask again. */
const EARLY_FOR_MS = 2_000;

/** Answers whether the card of a presentation was bound here, and its status at the server. Read-only; the confirmation decides. */
export function cardStatusCalls(deps: CardStatusDeps): CardStatusCalls {
  const { journal, readers, isOnline, monotonicMs } = deps;
  const boundHere = earlyAnswers(monotonicMs, ({ text: cardId }) =>
    answerFromJournal(async () => {
      const [claim, archived] = await Promise.all([journal.claimOf({ cardId }), journal.archivedClaimOf({ cardId })]);
      return { claim, archived: archived ?? undefined };
    }),
  );
  const server = earlyAnswers(monotonicMs, (cardId) => atServer(deps, cardId));
  const cardOf = (presentationId: number) => identifiedCard(readers.presentation(presentationId)?.identification);
  return {
    handlers: {
      'cards/boundHere': async ({ presentationId }) => {
        const card = cardOf(presentationId);
        return card.ok ? boundHere.answer(presentationId, card.value) : card;
      },
      'cards/atServer': async ({ presentationId }) => {
        const card = cardOf(presentationId);
        return card.ok ? ok(await server.answer(presentationId, card.value)) : card;
      },
    },
    readerEvent: ({ name, payload }) => {
      if (name === 'cards/removed') for (const early of [boundHere, server]) early.forget(payload.presentationId);
      if (name !== 'cards/identified' || payload.identification.state !== 'identified') return;
      const { presentationId, identification } = payload;
      boundHere.ask(presentationId, identification.cardId);
      if (isOnline()) server.ask(presentationId, identification.cardId);
    },
    bindingChanged: () => {
      for (const early of [boundHere, server]) early.forgetAll();
    },
  };
}

/** Answers about cards that are asked for before the page asks, by presentation; each is used once. @param find asks about a card */
function earlyAnswers<T>(monotonicMs: () => number, find: (cardId: CardId) => Promise<T>) {
  const early = new Map<number, { readonly cardId: CardId; readonly askedAt: number; readonly answer: Promise<T> }>();
  return {
    ask: (presentationId: number, cardId: CardId): void => {
      const answer = find(cardId);
      // The call that uses the answer reports the error.
      answer.catch(() => undefined);
      early.set(presentationId, { cardId, askedAt: monotonicMs(), answer });
    },
    /** Returns the early answer if there is one about this card that is not too old, otherwise asks. */
    answer: (presentationId: number, cardId: CardId): Promise<T> => {
      const asked = early.get(presentationId);
      early.delete(presentationId);
      const isFresh = asked?.cardId.text === cardId.text && monotonicMs() - asked.askedAt <= EARLY_FOR_MS;
      return isFresh ? asked.answer : find(cardId);
    },
    forget: (presentationId: number): void => {
      early.delete(presentationId);
    },
    forgetAll: (): void => {
      early.clear();
    },
  };
}

async function atServer({ cm, askContext, personName }: CardStatusDeps, cardId: CardId): Promise<CardAtServer> {
  const asked = await cm.findSmartcardByCardId(cardId.text);
  if (!asked.ok) return { state: 'silent', error: asked.error };
  if (asked.value === null) return { state: 'not-shown' };
  const { reusableStatuses } = askContext();
  const inTheWay = blockingSmartcard(asked.value, reusableStatuses);
  const { smartcardId, status, assignedUserId } = inTheWay ?? asked.value;
  return {
    state: 'known',
    smartcard: {
      smartcardId,
      status,
      owner: assignedUserId === null ? null : { userId: assignedUserId, name: await personName(assignedUserId) },
    },
    isInTheWay: inTheWay !== null,
    isReusable: isReusable(asked.value, reusableStatuses),
  };
}

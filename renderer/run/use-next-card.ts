import { useEffect, useState } from 'react';
import { isKeptApart, type BindingView } from '../../shared/bindings.js';
import { isInTheWay, type CardStanding } from '../../shared/card-standing.js';
import type { PreparedCheck } from '../../shared/prepared.js';
import type { Reader } from '../../shared/readers.js';
import type { RunState } from '../../shared/run.js';
import { useShownStandings } from '../state/card-standing.js';
import { call } from '../state/client.js';
import type { Projection } from '../state/projection.js';
import { nextCard, type NextCard } from './next-card.js';

interface IdentifiedCard {
  readonly presentationId: number;
  readonly cardId: string;
}

function identified(readers: readonly Reader[]): readonly IdentifiedCard[] {
  return readers.flatMap(({ state }) =>
    state.state === 'card' && state.identification.state === 'identified'
      ? [{ presentationId: state.presentationId, cardId: state.identification.cardId.text }]
      : [],
  );
}

const saysNothing: PreparedCheck = { check: 'none' };

/** The card for the person whose turn it is, by what lies in the readers and what main says of it. */
export function useNextCard({ readers, bindings, prepared }: Projection, next: NonNullable<RunState['next']>): NextCard {
  const { requestId } = next.request;
  const cards = identified(readers);
  const standings = useShownStandings();
  const [said, setSaid] = useState<ReadonlyMap<string, PreparedCheck>>(new Map());
  const presentations = cards.map(({ presentationId }) => presentationId).join();
  const { total, revision } = prepared;
  const pairOf = (presentationId: number): string => `${requestId} ${String(presentationId)} ${String(revision)}`;
  useEffect(() => {
    if (total === 0 || presentations === '') return undefined;
    let gone = false;
    for (const presentationId of presentations.split(',').map(Number)) {
      void call('prepared/check', { requestId, presentationId }).then((checked) => {
        if (gone || !checked.ok) return;
        setSaid((before) => new Map(before).set(`${requestId} ${String(presentationId)} ${String(revision)}`, checked.value.said));
      });
    }
    return () => {
      gone = true;
      setSaid(new Map());
    };
  }, [requestId, presentations, total, revision]);
  return nextCard(
    cards.map(({ presentationId, cardId }) => ({
      presentationId,
      isUsed: isUsed(cardId, bindings, standings[presentationId]),
      said: total === 0 ? saysNothing : (said.get(pairOf(presentationId)) ?? null),
    })),
    next.prepared !== null,
  );
}

/** Whether a card is some binding's here, or refused whatever it is for. One that the server lets be used again is not. */
function isUsed(cardId: string, bindings: readonly BindingView[], standing: CardStanding | undefined): boolean {
  if (standing !== undefined && (isInTheWay(standing) || standing.standing === 'bound-here')) return true;
  return bindings.some(
    ({ cardId: { text }, state }) =>
      text === cardId &&
      state.state !== 'withdrawn' &&
      state.state !== 'given-up' &&
      !(state.state === 'bound' && standing?.standing === 'reusable'),
  );
}

/** The binding whose card still lies in a reader and is to be kept apart; null: none does. */
export function apartInReader({ readers, bindings }: Pick<Projection, 'readers' | 'bindings'>): BindingView | null {
  const cards = identified(readers);
  return bindings.find((one) => isKeptApart(one.state) && cards.some(({ cardId }) => cardId === one.cardId.text)) ?? null;
}

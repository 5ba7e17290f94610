import { useEffect, useState } from 'react';
import { isKeptApart, type BindingView } from '../../shared/bindings.js';
import { isInTheWay, type CardStanding } from '../../shared/card-standing.js';
import type { PreparedCheck } from '../../shared/prepared.js';
import type { Reader } from '../../shared/readers.js';
import type { RunState } from '../../shared/run.js';
import { useShownStandings } from '../state/card-standing.js';
import { call } from '../state/client.js';
import { useProjection } from '../state/station.js';
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

/** Returns the card for the current person, by the cards in the readers and what the main process says about them. */
export function useNextCard(next: NonNullable<RunState['next']>): NextCard {
  const readers = useProjection(({ readers }) => readers);
  const bindings = useProjection(({ bindings }) => bindings);
  const prepared = useProjection(({ prepared }) => prepared);
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

/** Returns whether a card belongs to a binding of this station or is refused for every request. Reusable cards do not count as used. */
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

/** Returns the binding whose card is still in a reader and must be kept apart; null if none. */
export function useApartInReader(): BindingView | null {
  return useProjection(({ readers, bindings }) => {
    const cards = identified(readers);
    return bindings.find((one) => isKeptApart(one.state) && cards.some(({ cardId }) => cardId === one.cardId.text)) ?? null;
  });
}

import { useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { create } from 'zustand';
import { cardStanding, type CardAtServer, type CardKnown, type CardStanding } from '../../shared/card-standing.js';
import { call } from './client.js';
import { useStation } from './station.js';
import { useStockJudgement } from './stock-judgement.js';

/** How the cards in the readers stand, by presentation, as their readers show it just now. */
export const useShownStandings = create<Readonly<Record<number, CardStanding>>>(() => ({}));

/**
 * How the card of a presentation stands, by the journal, the stock and the server, each as soon as it has answered; whoever
 * else asks is told the same by {@link useShownStandings}.
 */
export function useCardStanding(presentationId: number, cardId: string | null): CardStanding {
  const { here, atServer, stock, refusal } = useCardKnown(presentationId, cardId);
  // The same one until something else is known: whoever listens below is told of changes, and of nothing else.
  const standing = useMemo(() => cardStanding({ here, atServer, stock, refusal }), [here, atServer, stock, refusal]);
  const isKnown = cardId !== null;
  // In time for the key that comes right after it is seen.
  useLayoutEffect(() => {
    if (isKnown) useShownStandings.setState({ [presentationId]: standing });
  }, [presentationId, standing, isKnown]);
  useEffect(
    () => () => {
      useShownStandings.setState(({ [presentationId]: _gone, ...others }) => others, true);
    },
    [presentationId],
  );
  return standing;
}

/** What the journal, the stock and the server have of the card of a presentation; null where one has not answered. */
export function useCardKnown(presentationId: number, cardId: string | null): CardKnown {
  // Newest first.
  const newest = useStation(({ projection }) => projection?.bindings.find((binding) => binding.cardId.text === cardId) ?? null);
  // Whatever this station does with the card may change both answers.
  const steps = newest?.state.state ?? 'none';
  const isUp = useStation(({ projection }) => projection?.connection.state === 'up');
  const stock = useStockJudgement(presentationId, cardId !== null);
  const [here, setHere] = useState<Answer<CardKnown['here']> | null>(null);
  const [atServer, setAtServer] = useState<Answer<CardAtServer> | null>(null);
  const isOnItsWay = steps === 'intended' || steps === 'submitting';
  // Asked as the card is drawn and not after it: the server's time runs meanwhile.
  useLayoutEffect(() => {
    if (cardId === null) return;
    let gone = false;
    void call('cards/boundHere', { presentationId }).then((said) => {
      // A journal that cannot be read says nothing, and nothing is said of the card.
      if (!gone && said.ok) setHere({ of: presentationId, said: said.value });
    });
    return () => {
      gone = true;
    };
  }, [presentationId, cardId, steps]);
  useLayoutEffect(() => {
    if (cardId === null || isOnItsWay) return;
    let gone = false;
    void call('cards/atServer', { presentationId }).then((said) => {
      if (!gone && said.ok) setAtServer({ of: presentationId, said: said.value });
    });
    return () => {
      gone = true;
    };
  }, [presentationId, cardId, steps, isOnItsWay, isUp]);
  return {
    here: here?.of === presentationId ? here.said : null,
    atServer: atServer?.of === presentationId ? atServer.said : null,
    stock,
    refusal: newest?.state.state === 'refused' ? newest : null,
  };
}

interface Answer<T> {
  readonly of: number;
  readonly said: T;
}

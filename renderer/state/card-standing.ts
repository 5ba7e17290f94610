import { useLayoutEffect, useState } from 'react';
import { cardStanding, type CardAtServer, type CardKnown, type CardStanding } from '../../shared/card-standing.js';
import { call } from './client.js';
import { useStation } from './station.js';
import { useStockJudgement } from './stock-judgement.js';

/** How the card of a presentation stands, by the journal, the stock and the server, each as soon as it has answered. */
export function useCardStanding(presentationId: number, cardId: string | null): CardStanding {
  return cardStanding(useCardKnown(presentationId, cardId));
}

/** What the journal, the stock and the server have of the card of a presentation; null where one has not answered. */
export function useCardKnown(presentationId: number, cardId: string | null): CardKnown {
  // Whatever this station does with the card may change both answers.
  const steps = useStation(
    ({ projection }) => projection?.bindings.find((binding) => binding.cardId.text === cardId)?.state.state ?? 'none',
  );
  const isUp = useStation(({ projection }) => projection?.line.state === 'up');
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
  };
}

interface Answer<T> {
  readonly of: number;
  readonly said: T;
}

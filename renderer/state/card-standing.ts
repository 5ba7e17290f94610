import { useLayoutEffect, useMemo, useState } from 'react';
import { create } from 'zustand';
import { boundAttentionReason, claims, isInFlight } from '../../shared/bindings.js';
import { cardStanding, type CardAtServer, type CardKnown, type CardStanding } from '../../shared/card-standing.js';
import type { StockJudgement } from '../../shared/stock.js';
import { call } from './client.js';
import { useProjection } from './station.js';
import { useStockJudgement } from './stock-judgement.js';

/** Standings of the cards in the readers as shown now, by presentation. */
export const useShownStandings = create<Readonly<Record<number, CardStanding>>>(() => ({}));

/**
 * Returns the standing of a card by the journal, the stock and the server, each as soon as it has answered, and publishes it
 * in {@link useShownStandings}; and what the stock says.
 */
export function useCardStanding(
  presentationId: number,
  cardId: string | null,
): { readonly standing: CardStanding; readonly stock: StockJudgement | null } {
  const { here, atServer, stock, refusal } = useCardKnown(presentationId, cardId);
  // Stays identical until something else is known, so that listeners are notified only of changes.
  const standing = useMemo(() => cardStanding({ here, atServer, stock, refusal }), [here, atServer, stock, refusal]);
  const isKnown = cardId !== null;
  // In time for a key pressed right after it is seen.
  useLayoutEffect(() => {
    if (isKnown) useShownStandings.setState({ [presentationId]: standing });
  }, [presentationId, standing, isKnown]);
  // A layout effect as well: the next screen publishes the same card before the effects of the previous one end.
  useLayoutEffect(
    () => () => {
      useShownStandings.setState(({ [presentationId]: _gone, ...others }) => others, true);
    },
    [presentationId],
  );
  return { standing, stock };
}

/** Returns what the journal, the stock and the server know about a card; null where one has not answered. */
export function useCardKnown(presentationId: number, cardId: string | null): CardKnown {
  // Newest first.
  const newest = useProjection(({ bindings }) => bindings.find((binding) => binding.cardId.text === cardId) ?? null);
  // Any step of a binding with the card may change both answers.
  const steps = newest === null ? 'none' : `${newest.bindingId} ${newest.state.state}`;
  const isUp = useProjection(({ connection }) => connection.state === 'up');
  const stock = useStockJudgement(presentationId, cardId !== null);
  const [here, setHere] = useState<Answered<CardKnown['here']> | null>(null);
  const [atServer, setAtServer] = useState<Answered<CardAtServer> | null>(null);
  const isOnItsWay = newest !== null && isInFlight(newest.state);
  const isClaimed = newest !== null && claims(newest.state);
  // The main process reports each binding that it journaled, so the journal need not be asked whether one has this card. Only one
  // that needs attention stays on the page for longer than newer ones, one of which may have the card since.
  const claim = isClaimed && boundAttentionReason(newest) === null ? newest : null;
  const isCertain = claim !== null;
  const byClaim = useMemo(() => (claim === null ? null : { claim }), [claim]);
  // Asked while the card is being rendered, not after it, to use the server's response time.
  useLayoutEffect(() => {
    if (cardId === null || isCertain) return;
    let gone = false;
    void call('cards/boundHere', { presentationId }).then((said) => {
      // If the journal cannot be read, nothing is said about the card.
      if (!gone && said.ok) setHere({ of: presentationId, after: steps, said: said.value });
    });
    return () => {
      gone = true;
    };
  }, [presentationId, cardId, steps, isCertain]);
  useLayoutEffect(() => {
    if (cardId === null || isOnItsWay) return;
    let gone = false;
    void call('cards/atServer', { presentationId }).then((said) => {
      if (!gone && said.ok) setAtServer({ of: presentationId, after: steps, said: said.value });
    });
    return () => {
      gone = true;
    };
  }, [presentationId, cardId, steps, isOnItsWay, isUp]);
  const isOld = ({ after }: { readonly after: string }): boolean => isClaimed && after !== steps;
  return {
    here: byClaim ?? (here?.of === presentationId && !isOld(here) ? here.said : null),
    atServer: atServer?.of === presentationId && !(isOld(atServer) && isReusable(atServer.said)) ? atServer.said : null,
    stock,
    refusal: newest?.state.state === 'refused' ? newest : null,
  };
}

/** Returns whether a card could be bound again because it was retired; no longer true once a binding has it. */
function isReusable(said: CardAtServer): boolean {
  return said.state === 'known' && said.isReusable;
}

/** An answer about the card of a presentation, and the step of its newest binding when it was asked for. */
interface Answered<T> {
  readonly of: number;
  readonly after: string;
  readonly said: T;
}

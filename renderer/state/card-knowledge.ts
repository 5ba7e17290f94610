import { useEffect } from 'react';
import { create } from 'zustand';
import type { CardKind, CardKnowledge } from '../../shared/card-kind.js';
import { kindOf } from '../../shared/cards.js';
import type { ReaderState } from '../../shared/readers.js';
import { call } from './client.js';

/** What main knows of cards, by ATR: asked once for each ATR that is shown. */
const useAnswers = create<Readonly<Record<string, CardKnowledge>>>(() => ({}));

/** What is known of a card by its ATR; null until main has looked it up. */
export function useCardKnowledge(atr: string): CardKnowledge | null {
  const known = useAnswers((answers) => answers[atr]);
  useEffect(() => {
    if (known !== undefined) return;
    void call('cards/lookUp', { atr }).then((answer) => {
      // What cannot be looked up is not shown; the card's id does not need it.
      if (answer.ok) useAnswers.setState({ [atr]: answer.value });
    });
  }, [atr, known]);
  return known ?? null;
}

/** What sort of card it is: by its applets where they were read, by its ATR else. */
export function useCardKind({ atr, identification }: Extract<ReaderState, { state: 'card' }>): CardKind {
  return kindOf(identification, useCardKnowledge(atr)?.kindHint ?? 'unknown');
}

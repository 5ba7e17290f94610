import { useEffect } from 'react';
import { create } from 'zustand';
import type { CardKnowledge } from '../../shared/card-kind.js';
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

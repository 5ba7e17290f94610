import { useEffect } from 'react';
import { create } from 'zustand';
import type { CardKind, CardKnowledge } from '../../shared/card-kind.js';
import { kindOf } from '../../shared/cards.js';
import type { ReaderState } from '../../shared/readers.js';
import { call } from './client.js';

/** What the main process knows about cards by ATR; asked once for each ATR shown. */
const useAnswers = create<Readonly<Record<string, CardKnowledge>>>(() => ({}));

/** Returns what is known about a card by its ATR; null until the main process has answered. */
export function useCardKnowledge(atr: string): CardKnowledge | null {
  const known = useAnswers((answers) => answers[atr]);
  useEffect(() => {
    if (known !== undefined) return;
    void call('cards/lookUp', { atr }).then((answer) => {
      // A failed lookup shows nothing; reading the card's id does not depend on it.
      if (answer.ok) useAnswers.setState({ [atr]: answer.value });
    });
  }, [atr, known]);
  return known ?? null;
}

/** Returns the kind of card: by its applets if they were read, otherwise by its ATR. */
export function useCardKind({ atr, identification }: Extract<ReaderState, { state: 'card' }>): CardKind {
  return kindOf(identification, useCardKnowledge(atr)?.kindHint ?? 'unknown');
}

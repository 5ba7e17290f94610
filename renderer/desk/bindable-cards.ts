import type { Reader } from '../../shared/readers.js';

/** Returns the presentations of the cards that can be bound now. */
export function bindableCards(readers: readonly Reader[]): readonly number[] {
  return readers.flatMap(({ state }) =>
    state.state === 'card' && state.identification.state === 'identified' ? [state.presentationId] : [],
  );
}

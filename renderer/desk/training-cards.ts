import type { TFunction } from 'i18next';
import type { BindingView } from '../../shared/bindings.js';
import type { TrainingCard } from '../../shared/training.js';
import { personName } from '../bindings/person.js';

/** Returns the newest binding that still affects a training card; null if the card is as new. */
function bindingOf({ cardId }: TrainingCard, bindings: readonly BindingView[]): BindingView | null {
  const newest = cardId === null ? undefined : bindings.find((binding) => binding.cardId.text === cardId);
  // Request and card are free again.
  return newest === undefined || newest.state.state === 'withdrawn' || newest.state.state === 'given-up' ? null : newest;
}

/** Returns the next card for the lesson: an unused blank card, otherwise one that is on the table. */
export function nextCard(cards: readonly TrainingCard[], bindings: readonly BindingView[]): TrainingCard | undefined {
  const blank = cards.filter(({ behaviour, insertedIn }) => behaviour === 'gids' && insertedIn === null);
  return blank.find((card) => bindingOf(card, bindings) === null) ?? blank[0];
}

/** Returns the name of a training card: its current state by this station's bindings, or what it was made for. */
export function trainingCardText(t: TFunction, card: TrainingCard, bindings: readonly BindingView[]): string {
  const binding = bindingOf(card, bindings);
  const words = binding === null ? t(`training.behaviour.${card.behaviour}`) : sayUse(t, binding);
  return `${t('training.card', { number: String(card.cardNumber) })} (${words})`;
}

function sayUse(t: TFunction, { request, state }: BindingView): string {
  const name = personName(t, request.person);
  switch (state.state) {
    case 'bound':
    case 'refused':
    case 'attention':
      return t(`training.use.${state.state}`, { name });
    case 'uncertain':
      return t('training.use.unconfirmed', { name });
    // Other cards are no longer of use.
    default:
      return t('training.use.queued', { name });
  }
}

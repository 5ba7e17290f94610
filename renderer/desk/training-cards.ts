import type { TFunction } from 'i18next';
import type { BindingView } from '../../shared/bindings.js';
import type { TrainingCard } from '../../shared/training.js';
import { personName } from '../bindings/person.js';

/** The newest binding that still says something about a training card; null: it is as it lay in the box. */
function bindingOf({ cardId }: TrainingCard, bindings: readonly BindingView[]): BindingView | null {
  const newest = cardId === null ? undefined : bindings.find((binding) => binding.cardId.text === cardId);
  // Request and card are free again.
  return newest === undefined || newest.state.state === 'withdrawn' || newest.state.state === 'given-up' ? null : newest;
}

/** The next card of the box for a lesson: a blank badge that nothing was done with; else one that is on the table. */
export function nextCard(cards: readonly TrainingCard[], bindings: readonly BindingView[]): TrainingCard | undefined {
  const blank = cards.filter(({ behaviour, insertedIn }) => behaviour === 'gids' && insertedIn === null);
  return blank.find((card) => bindingOf(card, bindings) === null) ?? blank[0];
}

/** What a training card is called: what it is now, by the bindings of this station, or what it was made to be. */
export function sayTrainingCard(t: TFunction, card: TrainingCard, bindings: readonly BindingView[]): string {
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
    // The others have no use any more.
    default:
      return t('training.use.queued', { name });
  }
}

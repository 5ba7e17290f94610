import type { TFunction } from 'i18next';
import { isWithheld } from '../../shared/abandon.js';
import type { BindingView } from '../../shared/bindings.js';
import type { Reader } from '../../shared/readers.js';

/** Returns the presentation of a binding's card; null if it is in no reader or not read yet. */
export function presentationOf({ cardId }: BindingView, readers: readonly Reader[]): number | null {
  for (const { state } of readers) {
    if (state.state !== 'card' || state.identification.state !== 'identified') continue;
    if (state.identification.cardId.text === cardId.text) return state.presentationId;
  }
  return null;
}

/** Returns what to do with the card of a bound binding, by where it is; null for any other binding. */
export function handOverText(t: TFunction, binding: BindingView, readers: readonly Reader[]): string | null {
  if (binding.state.state !== 'bound' || isWithheld(binding)) return null;
  return t(presentationOf(binding, readers) === null ? 'outcome.isOut' : 'outcome.takeOut');
}

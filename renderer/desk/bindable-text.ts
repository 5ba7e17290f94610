import type { TFunction } from 'i18next';
import type { BindableNote, NotBindableReason } from '../../shared/bindable.js';
import type { RequestView } from '../../shared/requests.js';

/** Returns why no card can be bound to a request, in a few words. */
export function cannotBindText(t: TFunction, reason: NotBindableReason, { type }: Pick<RequestView, 'type'>): string {
  return t(`requests.cannot.${reason}`, { type: String(type) });
}

/** Returns what an operator should know about a request before binding a card to it. */
export function bindableNoteText(t: TFunction, note: BindableNote, { type }: Pick<RequestView, 'type'>): string {
  return t(`requests.note.${note}`, { type: String(type) });
}

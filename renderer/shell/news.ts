import type { TFunction } from 'i18next';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import { preparedGroupOf, type PreparedCard } from '../../shared/prepared.js';
import type { Reader } from '../../shared/readers.js';
import { personName } from '../bindings/person.js';
import type { Sound } from '../design/sounds.js';
import type { Formats } from '../i18n/format.js';
import { bindingStateText } from '../i18n/sentences.js';
import { handOverText } from '../bindings/hand-over-text.js';
import { preparedOutcomeText, preparedPersonText } from '../prepared/prepared-text.js';
import type { Projection } from '../state/projection.js';

/** An announcement for screen readers, at once or politely, with its sound. */
export type News = ({ readonly polite: string } | { readonly urgent: string }) & { readonly sound?: Sound };

/** Last announced state of each binding, so that repeated retries are announced once. */
export type Announced = Map<string, BindingState['state']>;

/** State that news is derived from. */
type Moment = Pick<Projection, 'bindings' | 'readers'> & { readonly prepared: Pick<Projection['prepared'], 'cards'> };

/** Returns what to announce about a change; null if nothing. Records announced bindings in `told`. */
export function newsOf(t: TFunction, formats: Pick<Formats, 'time'>, before: Moment, after: Moment, told: Announced): News | null {
  const changed = changedOf(before.bindings, after.bindings);
  if (changed.length > 0) {
    // Only results are announced, not bindings in progress. What becomes of a request later does not concern the operator at
    // the desk.
    const news = changed.filter(
      ({ bindingId, state, care, abandon }) =>
        care === undefined && abandon === undefined && state.state !== 'submitting' && told.get(bindingId) !== state.state,
    );
    for (const { bindingId, state } of news) told.set(bindingId, state.state);
    // Of many changes one is announced, failures first.
    const binding = news.find(({ state }) => isTrouble(state)) ?? news[0];
    if (binding === undefined) return null;
    const { request, state } = binding;
    const sentence = t('punctuation.pair', { name: personName(t, request.person), value: bindingStateText(t, binding, formats.time) });
    switch (state.state) {
      case 'bound':
        return { polite: [sentence, handOverText(t, binding, after.readers)].join(' '), sound: 'bound' };
      case 'refused':
        return { urgent: sentence, sound: 'refused' };
      case 'waiting':
      case 'uncertain':
      case 'attention':
        return { urgent: sentence, sound: 'attention' };
      case 'submitting':
      case 'intended':
      case 'withdrawn':
      case 'given-up':
        return { polite: sentence };
    }
  }
  // Each message lists all readers again, also those in which nothing changed.
  const isSame = (one: Reader, other: Reader): boolean =>
    one.readerId === other.readerId && JSON.stringify(one.state) === JSON.stringify(other.state);
  const reader = after.readers.find((one) => !before.readers.some((other) => isSame(one, other)));
  if (reader !== undefined)
    return newsOfReader(
      t,
      reader,
      before.readers.some(({ readerId }) => readerId === reader.readerId),
    );
  const card = after.prepared.cards.find(
    ({ presentationId, outcome }) =>
      !before.prepared.cards.some((one) => one.presentationId === presentationId && one.outcome.outcome === outcome.outcome),
  );
  return card === undefined ? null : newsOfPrepared(t, formats, card);
}

/** Returns for whom a card is prepared; the result of its binding is announced separately. */
function newsOfPrepared(t: TFunction, formats: Pick<Formats, 'time'>, { assignment, outcome }: PreparedCard): News | null {
  if (preparedGroupOf(outcome.outcome) === 'done') return null;
  const whom = t('prepared.forName', { name: preparedPersonText(t, assignment, outcome) });
  return { polite: outcome.outcome === 'request' ? whom : `${whom}. ${preparedOutcomeText(t, outcome, formats)}` };
}

/** Returns the bindings that are new or have changed. */
function changedOf(before: readonly BindingView[], after: readonly BindingView[]): readonly BindingView[] {
  if (before === after) return [];
  const known = new Set(before);
  return after.filter((binding) => !known.has(binding));
}

function isTrouble({ state }: BindingState): boolean {
  return state === 'refused' || state === 'attention' || state === 'uncertain' || state === 'waiting';
}

function newsOfReader(t: TFunction, { name, state }: Reader, known: boolean): News | null {
  switch (state.state) {
    case 'empty':
      return known ? { polite: t('announce.removed', { reader: name }) } : null;
    case 'mute':
      return { polite: t('announce.cannot'), sound: 'attention' };
    case 'card':
      switch (state.identification.state) {
        case 'identifying':
          return { polite: t('announce.seen', { reader: name }) };
        case 'identified':
          return { polite: t('announce.ready', { cardId: state.identification.cardId.text }), sound: 'ready' };
        case 'unidentified':
          return { polite: t('announce.cannot'), sound: 'attention' };
      }
  }
}

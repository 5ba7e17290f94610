import type { TFunction } from 'i18next';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import { preparedGroupOf, type PreparedCard } from '../../shared/prepared.js';
import type { Reader } from '../../shared/readers.js';
import { personName } from '../bindings/person.js';
import type { Sound } from '../design/sounds.js';
import type { Formats } from '../i18n/format.js';
import { sayOutcome } from '../i18n/say.js';
import { sayHandOver } from '../bindings/say-next.js';
import { sayPreparedOutcome, sayWhom } from '../prepared/say-prepared.js';
import type { Projection } from '../state/projection.js';

/** What a screen reader says, at once or when it is its turn, and the sound that goes with it. */
export type News = ({ readonly polite: string } | { readonly urgent: string }) & { readonly sound?: Sound };

/** The state of each binding that was told last: what is tried again and again is told once. */
export type Told = Map<string, BindingState['state']>;

/** What news are made of. */
type Moment = Pick<Projection, 'bindings' | 'readers'> & { readonly prepared: Pick<Projection['prepared'], 'cards'> };

/** What is worth telling of a change; null: nothing. Remembers in `told` what it told of bindings. */
export function newsOf(t: TFunction, formats: Pick<Formats, 'time'>, before: Moment, after: Moment, told: Told): News | null {
  const changed = changedOf(before.bindings, after.bindings);
  if (changed.length > 0) {
    // On its way: what comes of it is told. What becomes of a request later is no news for whoever stands at the desk.
    const news = changed.filter(
      ({ bindingId, state, care, abandon }) =>
        care === undefined && abandon === undefined && state.state !== 'submitting' && told.get(bindingId) !== state.state,
    );
    for (const { bindingId, state } of news) told.set(bindingId, state.state);
    // Of many at once one is told: trouble before anything else.
    const binding = news.find(({ state }) => isTrouble(state)) ?? news[0];
    if (binding === undefined) return null;
    const { request, state } = binding;
    const sentence = `${personName(t, request.person)}: ${sayOutcome(t, binding, formats.time)}`;
    switch (state.state) {
      case 'bound':
        return { polite: [sentence, sayHandOver(t, binding, after.readers)].join(' '), sound: 'bound' };
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
  const reader = after.readers.find((one) => !before.readers.includes(one));
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

/** For whom a card is prepared; what comes of its binding is told with that. */
function newsOfPrepared(t: TFunction, formats: Pick<Formats, 'time'>, { assignment, outcome }: PreparedCard): News | null {
  if (preparedGroupOf(outcome.outcome) === 'done') return null;
  const whom = t('prepared.forName', { name: sayWhom(t, assignment, outcome) });
  return { polite: outcome.outcome === 'request' ? whom : `${whom}. ${sayPreparedOutcome(t, outcome, formats)}` };
}

/** The bindings that are new or have changed. */
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

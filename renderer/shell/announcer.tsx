import type { TFunction } from 'i18next';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reader } from '../../shared/readers.js';
import { useFormats, type Formats } from '../i18n/format.js';
import { sayOutcome } from '../i18n/say.js';
import type { Projection } from '../state/projection.js';
import { useStation } from '../state/station.js';
import { play, type Sound } from '../design/sounds.js';
import { toneOf } from '../bindings/outcome.js';
import { personName } from '../bindings/person.js';

/** Says to a screen reader what the eye sees change: cards politely, what went wrong with a binding at once. The sounds too. */
export function Announcer(): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const [said, setSaid] = useState({ polite: '', urgent: '' });

  useEffect(
    () =>
      useStation.subscribe((after, before) => {
        if (after.projection === null || before.projection === null) return;
        const news = newsOf(t, formats, before.projection, after.projection);
        if (news === null) return;
        const { sound, ...sentences } = news;
        setSaid((last) => ({ ...last, ...sentences }));
        if (sound !== undefined && after.projection.preferences.sounds) play(sound);
      }),
    [t, formats],
  );

  return (
    <>
      <p className="hidden" role="status">
        {said.polite}
      </p>
      <p className="hidden" role="alert">
        {said.urgent}
      </p>
    </>
  );
}

type News = ({ readonly polite: string } | { readonly urgent: string }) & { readonly sound?: Sound };

function newsOf(t: TFunction, { time }: Formats, before: Projection, after: Projection): News | null {
  const binding = after.bindings.find((one) => !before.bindings.includes(one));
  if (binding !== undefined) {
    const sentence = `${personName(t, binding.request.person)}: ${sayOutcome(t, binding, time)}`;
    const tone = toneOf(binding.state);
    if (tone === 'bad' || tone === 'warn') return { urgent: sentence, sound: 'trouble' };
    return tone === 'good' ? { polite: sentence, sound: 'bound' } : { polite: sentence };
  }
  const reader = after.readers.find((one) => !before.readers.includes(one));
  if (reader === undefined) return null;
  const sentence = sayReader(t, reader, before.readers.some(({ readerId }) => readerId === reader.readerId));
  if (sentence === null) return null;
  return { polite: sentence, ...soundOf(reader) };
}

function sayReader(t: TFunction, { name, state }: Reader, known: boolean): string | null {
  switch (state.state) {
    case 'empty':
      return known ? t('announce.removed', { reader: name }) : null;
    case 'mute':
      return t('announce.cannot');
    case 'card':
      switch (state.identification.state) {
        case 'identifying':
          return t('announce.seen', { reader: name });
        case 'identified':
          return t('announce.ready', { cardId: state.identification.cardId.text });
        case 'unidentified':
          return t('announce.cannot');
      }
  }
}

function soundOf({ state }: Reader): { readonly sound?: Sound } {
  if (state.state === 'mute') return { sound: 'trouble' };
  if (state.state !== 'card' || state.identification.state === 'identifying') return {};
  return { sound: state.identification.state === 'identified' ? 'ready' : 'trouble' };
}

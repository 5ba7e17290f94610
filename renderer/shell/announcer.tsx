import type { TFunction } from 'i18next';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reader } from '../../shared/readers.js';
import { useFormats, type Formats } from '../i18n/format.js';
import { sayOutcome } from '../i18n/say.js';
import type { Projection } from '../state/projection.js';
import { useStation } from '../state/station.js';
import { toneOf } from '../bindings/outcome.js';
import { personName } from '../bindings/person.js';

/** Says to a screen reader what the eye sees change: cards politely, what went wrong with a binding at once. */
export function Announcer(): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const [said, setSaid] = useState({ polite: '', urgent: '' });

  useEffect(
    () =>
      useStation.subscribe((after, before) => {
        if (after.projection === null || before.projection === null) return;
        const news = newsOf(t, formats, before.projection, after.projection);
        if (news !== null) setSaid((last) => ({ ...last, ...news }));
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

function newsOf(t: TFunction, { time }: Formats, before: Projection, after: Projection): { polite: string } | { urgent: string } | null {
  const binding = after.bindings.find((one) => !before.bindings.includes(one));
  if (binding !== undefined) {
    const sentence = `${personName(t, binding.request.person)}: ${sayOutcome(t, binding, time)}`;
    const tone = toneOf(binding.state);
    return tone === 'bad' || tone === 'warn' ? { urgent: sentence } : { polite: sentence };
  }
  const reader = after.readers.find((one) => !before.readers.includes(one));
  if (reader === undefined) return null;
  const sentence = sayReader(t, reader, before.readers.some(({ readerId }) => readerId === reader.readerId));
  return sentence === null ? null : { polite: sentence };
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

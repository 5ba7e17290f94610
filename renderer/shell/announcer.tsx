import { useEffect, useRef, useState, type ReactElement } from 'react';
import { play } from '../design/sounds.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { useStation } from '../state/station.js';
import { newsOf, type Announced } from './news.js';

/** Announces visible changes to screen readers: cards politely, failed bindings at once. Also plays the sounds. */
export function Announcer(): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const told = useRef<Announced>(new Map());
  const [said, setSaid] = useState({ polite: '', urgent: '' });

  useEffect(
    () =>
      useStation.subscribe((after, before) => {
        if (after.projection === null || before.projection === null) return;
        const news = newsOf(t, formats, before.projection, after.projection, told.current);
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

import type { ReactElement } from 'react';
import type { Reader } from '../../shared/readers.js';
import { Facts } from '../design/facts.js';
import { Notice } from '../design/notice.js';
import { useTranslation } from '../i18n/i18n.js';
import { identificationProblemText, serviceText } from '../i18n/sentences.js';
import { useProjection } from '../state/station.js';

/** The PC/SC service, its driver, and the state of each reader. */
export function ReadersSection(): ReactElement {
  const readers = useProjection(({ readers }) => readers);
  const service = useProjection(({ service }) => service);
  const { t } = useTranslation();
  const trouble = serviceText(t, service, navigator.userAgent);
  return (
    <section className="panel section" aria-labelledby="diagnostics-readers">
      <h2 id="diagnostics-readers">{t('diagnostics.readers')}</h2>
      {trouble !== null && <Notice tone={service.state === 'down' ? 'warn' : 'quiet'} title={trouble.title} text={trouble.text} />}
      <Facts
        facts={[
          { name: t('diagnostics.driver'), value: service.state === 'up' ? service.driver : null, mono: true },
          {
            name: t('diagnostics.pcscCode'),
            value: service.state === 'down' && service.pcscCode !== null ? hex(service.pcscCode) : null,
            mono: true,
          },
          { name: t('diagnostics.detail'), value: service.state === 'down' ? service.detail : null },
        ]}
      />
      {readers.length === 0 && <p className="quiet">{t('readers.none')}</p>}
      <ul className="health-list">
        {readers.map((reader) => (
          <li key={reader.readerId}>
            <strong>{reader.name}</strong>
            <ReaderFacts state={reader.state} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ReaderFacts({ state }: { readonly state: Reader['state'] }): ReactElement {
  const { t } = useTranslation();
  if (state.state === 'empty') return <p className="quiet">{t('readers.empty')}</p>;
  if (state.state === 'mute') return <p>{t('card.mute')}</p>;
  const { identification, atr } = state;
  return (
    <Facts
      facts={[
        { name: t('card.atr'), value: atr, mono: true },
        { name: t('card.id'), value: identification.state === 'identified' ? identification.cardId.text : null, mono: true },
        {
          name: t('card.otherId'),
          value: identification.state === 'identified' ? (identification.otherId?.text ?? null) : null,
          mono: true,
        },
        { name: t('card.source'), value: identification.state === 'identified' ? t(`card.sources.${identification.cardId.source}`) : null },
        {
          name: t('diagnostics.detail'),
          value: identification.state === 'unidentified' ? identificationProblemText(t, identification.problem) : null,
        },
      ]}
    />
  );
}

/** Formats a PC/SC error number as the standards write it. */
function hex(code: number): string {
  return `0x${(code >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
}

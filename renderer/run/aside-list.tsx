import type { ReactElement } from 'react';
import type { RunState } from '../../shared/run.js';
import { useTranslation } from '../i18n/i18n.js';
import { asideReasonText } from './run-text.js';

/** People whose card is kept apart or who are set aside, newest first, each with the slip number. */
export function AsideList({ run: { aside } }: { readonly run: RunState }): ReactElement {
  const { t } = useTranslation();
  return (
    <section className="panel side-panel" aria-label={t('run.asideTitle')} data-testid="run-aside">
      <h2>{t('run.asideTitle')}</h2>
      {aside.length === 0 && <p className="quiet">{t('run.asideNone')}</p>}
      <ul className="run-aside">
        {aside.map((row) => (
          <li key={row.place} data-place={row.place}>
            <p>
              {row.slipNumber !== null && <strong className="run-slip">{t('slip.number', { number: String(row.slipNumber) })}</strong>}
              <strong>{row.person}</strong>
            </p>
            <p className="quiet">{asideReasonText(t, row)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

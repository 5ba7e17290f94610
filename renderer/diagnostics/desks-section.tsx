import type { ReactElement } from 'react';
import type { DeskSummary, Desks } from '../../shared/desks.js';
import { Notice } from '../design/notice.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { useIsAllowed } from '../design/is-allowed.js';
import { useCall } from '../state/use-call.js';

/** A table of every desk that writes its head to the backup folder; only for roles that may see it. */
export function DesksSection(): ReactElement | null {
  return useIsAllowed('desks/read') ? <Board /> : null;
}

function Board(): ReactElement {
  const { t } = useTranslation();
  const { value, error } = useCall('desks/read', {});
  return (
    <section className="panel section wide-section" aria-labelledby="diagnostics-desks" data-testid="desks">
      <h2 id="diagnostics-desks">{t('desks.title')}</h2>
      {error !== null && <p>{errorText(t, error)}</p>}
      {error === null && value !== null && (value.state === 'off' ? <p className="quiet">{t('desks.off')}</p> : <On desks={value} />)}
    </section>
  );
}

const columns = ['seen', 'journal', 'entries', 'server', 'cards', 'readers', 'unsettled', 'backup', 'version'] as const;

function On({ desks: { desks, failure, unreadable } }: { readonly desks: Extract<Desks, { state: 'on' }> }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <p className="quiet">{t('desks.about')}</p>
      {failure !== null && <Notice tone="warn" title={t('desks.failed', { detail: failure })} text="" />}
      {unreadable.length > 0 && <Notice tone="warn" title={t('desks.unreadable', { files: unreadable.join(', ') })} text="" />}
      {desks.length === 0 ? (
        <p>{t('desks.none')}</p>
      ) : (
        <div className="table-frame" tabIndex={0} role="group" aria-labelledby="diagnostics-desks">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('desks.desk')}</th>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {t(`desks.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {desks.map((desk) => (
                <Row key={`${desk.station} ${desk.head}`} desk={desk} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Row({ desk: { station, isThis, at, entries, health, contradiction } }: { readonly desk: DeskSummary }): ReactElement {
  const { t } = useTranslation();
  const { date, number } = useFormats();
  const { lastBackupAt, backup } = health;
  return (
    <tr data-station={station}>
      <th scope="row">
        {station} {isThis && <span className="tag">{t('desks.this')}</span>}
      </th>
      <td>{date(at)}</td>
      <td>{contradiction === null ? t('desks.fits') : <strong>{t(`desks.contradiction.${contradiction}`)}</strong>}</td>
      <td className="number">{number(entries)}</td>
      <td>{t(`desks.${health.server}`)}</td>
      <td>{t(`desks.${health.cardService}`)}</td>
      <td className="number">{number(health.readers)}</td>
      <td className="number">{number(health.unsettled)}</td>
      <td>
        {backup === 'on' && lastBackupAt === null
          ? t('desks.backups.never')
          : t(`desks.backups.${backup}`, { time: lastBackupAt === null ? '' : date(lastBackupAt) })}
      </td>
      <td>{health.program}</td>
    </tr>
  );
}

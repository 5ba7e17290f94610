import { Lock } from 'lucide-react';
import type { ReactElement } from 'react';
import { Facts } from '../design/facts.js';
import { Notice } from '../design/notice.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { useCall } from '../state/use-call.js';

/** Effective settings, key by key, and the file each comes from. */
export function EffectiveSettings(): ReactElement {
  const { t } = useTranslation();
  return (
    <section className="panel section" aria-labelledby="station-settings-title">
      <h2 id="station-settings-title">{t('settings.station')}</h2>
      <p className="quiet">{t('settings.stationHint')}</p>
      {useIsAllowed('settings/read') ? <Read /> : <NotAllowed call="settings/read" />}
    </section>
  );
}

function Read(): ReactElement {
  const { t } = useTranslation();
  const { value, error } = useCall('settings/read', {});
  return (
    <>
      {error !== null && <Notice tone="bad" title={t('settings.cannotRead')} text={errorText(t, error)} />}
      {error === null && value !== null && (
        <>
          <Facts
            facts={value.files.map(({ origin, path, there }) => ({
              name: t(`settings.files.${origin}`),
              value: there ? path : t('settings.notThere', { path }),
              mono: true,
            }))}
          />
          {value.overruled.length > 0 && <Notice tone="warn" title={t('settings.overruled')} text={value.overruled.join('\n')} />}
          <div className="table-frame" tabIndex={0} role="group" aria-labelledby="station-settings-title">
            <table className="table" data-testid="effective-settings">
              <thead>
                <tr>
                  <th scope="col">{t('settings.key')}</th>
                  <th scope="col">{t('settings.value')}</th>
                  <th scope="col">{t('settings.origin')}</th>
                </tr>
              </thead>
              <tbody>
                {value.values.map(({ key, value, origin, locked }) => (
                  <tr key={key} data-key={key} data-origin={origin}>
                    <th scope="row" className="mono">
                      {key}
                    </th>
                    <td className="mono">{value ?? <span className="quiet">{t('settings.notSet')}</span>}</td>
                    <td>
                      {t(`settings.origins.${origin}`)}
                      {locked && (
                        <span className="tag">
                          <Lock aria-hidden size={14} /> {t('settings.locked')}
                        </span>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </>
  );
}

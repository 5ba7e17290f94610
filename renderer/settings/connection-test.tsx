import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { layersOf, type ConnectionReport } from '../../shared/connection-test.js';
import type { Result } from '../../shared/result.js';
import { Facts } from '../design/facts.js';
import { Notice } from '../design/notice.js';
import { useFormats } from '../i18n/format.js';
import { sayCmError, sayError } from '../i18n/say.js';
import { call } from '../state/client.js';
import './settings.css';

/** Tries the way to the CM service and names what fails: for whoever sets a station up, and for the telephone with support. */
export function ConnectionTest(): ReactElement {
  const { t } = useTranslation();
  const [tried, setTried] = useState<Result<ConnectionReport> | 'running' | null>(null);
  return (
    <section className="panel section" aria-labelledby="connection-title" data-testid="connection-test">
      <h2 id="connection-title">{t('settings.connection.title')}</h2>
      <p className="quiet">{t('settings.connection.hint')}</p>
      <div>
        <button
          type="button"
          className="button"
          // It keeps the focus while it is busy.
          aria-disabled={tried === 'running'}
          onClick={() => {
            if (tried === 'running') return;
            setTried('running');
            void call('server/testConnection', {}).then(setTried);
          }}
        >
          {t('settings.connection.test')}
        </button>
      </div>
      <div role="status">
        {tried === 'running' && <p>{t('settings.connection.testing')}</p>}
        {tried !== null && tried !== 'running' && !tried.ok && <Notice tone="bad" title={t('settings.connection.title')} text={sayError(t, tried.error)} />}
        {tried !== null && tried !== 'running' && tried.ok && <Report report={tried.value} />}
      </div>
    </section>
  );
}

function Report({ report: { address, proxy, tookMs, outcome } }: { readonly report: ConnectionReport }): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  const layers = layersOf(address);
  const error = outcome.outcome === 'fails' ? outcome.error : null;
  const said = error !== null && 'status' in error ? error : null;
  const failed = outcome.outcome === 'fails' ? layers.indexOf(outcome.layer) : layers.length;
  return (
    <div className="connection-report" data-outcome={outcome.outcome} data-layer={outcome.outcome === 'fails' ? outcome.layer : undefined}>
      {outcome.outcome === 'works' ? (
        <p className="card-state good">
          <CircleCheck aria-hidden size={20} /> {t('settings.connection.works')}
        </p>
      ) : (
        <Notice
          tone="bad"
          title={t('settings.connection.fails', { layer: t(`settings.connection.layers.${outcome.layer}`) })}
          text={`${outcome.layer === 'dns' ? t('cm.network.dns') : sayCmError(t, outcome.error)} ${t(`settings.connection.do.${outcome.layer}`)}`}
        />
      )}
      <ol className="layers">
        {layers.map((layer, place) => {
          const state = place < failed ? 'passed' : place === failed ? 'failed' : 'unknown';
          const Icon = { passed: CircleCheck, failed: CircleX, unknown: CircleDashed }[state];
          return (
            <li key={layer} className={`layer ${state}`} data-layer={layer} data-state={state}>
              <Icon aria-hidden size={20} />
              <span>{t(`settings.connection.layers.${layer}`)}</span>
              <span className="layer-state">{t(`settings.connection.${state}`)}</span>
            </li>
          );
        })}
      </ol>
      <Facts
        facts={[
          { name: t('settings.connection.address'), value: address, mono: true },
          { name: t('settings.connection.proxy'), value: proxy, mono: true },
          {
            name: t('settings.connection.found'),
            value:
              outcome.outcome === 'works'
                ? `${t('settings.connection.templates', { count: outcome.profileTemplates })}, ${t('settings.connection.requests', { count: outcome.requests })}`
                : null,
          },
          { name: t('settings.connection.took'), value: t('settings.connection.ms', { ms: number(tookMs) }) },
          { name: t('evidence.status'), value: said === null || said.status === 0 ? null : String(said.status) },
          { name: t('evidence.said'), value: said?.message ?? null },
          { name: t('outcome.correlation'), value: said?.correlationId ?? null, mono: true },
          { name: t('diagnostics.detail'), value: error !== null && 'detail' in error ? error.detail : null, mono: true },
        ]}
      />
    </div>
  );
}

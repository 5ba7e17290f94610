import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { layersOf, type ConnectionReport } from '../../shared/connection-test.js';
import type { Result } from '../../shared/result.js';
import { Facts } from '../design/facts.js';
import { Notice } from '../design/notice.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { cmErrorText, errorText } from '../i18n/sentences.js';
import { call } from '../state/client.js';
import { changesOf, useDraft } from './draft-state.js';

/** Tests the connection and shows which layer fails, for setting up a station and for support on the phone. */
export function ConnectionTest(): ReactElement {
  const { t } = useTranslation();
  const changes = changesOf(useDraft()).filter((change) => change.change !== 'pin' && change.key.startsWith('server.'));
  const [tried, setTried] = useState<Tried | 'running' | null>(null);
  const test = async (): Promise<void> => {
    setTried('running');
    const isDraft = changes.length > 0;
    const answer: Result<ConnectionReport | null> = isDraft
      ? await call('server/testDraft', { changes })
      : await call('server/testConnection', {});
    setTried({ answer, isDraft });
  };
  return (
    <section className="panel section" aria-labelledby="connection-title" data-testid="connection-test">
      <h2 id="connection-title">{t('settings.connection.title')}</h2>
      <p className="quiet">
        {t('settings.connection.hint')} {changes.length > 0 && t('setup.test.draft')}
      </p>
      <div>
        <button
          type="button"
          className="button"
          // The button keeps the focus while the test runs.
          aria-disabled={tried === 'running'}
          onClick={() => {
            if (tried !== 'running') void test();
          }}
        >
          {t('settings.connection.test')}
        </button>
      </div>
      <div role="status">
        {tried === 'running' && <p>{t('settings.connection.testing')}</p>}
        {tried !== null && tried !== 'running' && <Outcome {...tried} />}
      </div>
    </section>
  );
}

/** Result of a test, and whether it was for the server as typed. */
interface Tried {
  readonly answer: Result<ConnectionReport | null>;
  readonly isDraft: boolean;
}

function Outcome({ answer, isDraft }: Tried): ReactElement {
  const { t } = useTranslation();
  if (!answer.ok) return <Notice tone="bad" title={t('settings.connection.title')} text={errorText(t, answer.error)} />;
  if (answer.value === null) return <p>{t('setup.test.declined')}</p>;
  const { outcome } = answer.value;
  const isSignIn = isDraft && outcome.outcome === 'fails' && outcome.layer === 'sign-in';
  return (
    <>
      {isSignIn && <Notice tone="quiet" title={t('setup.test.signIn')} text="" />}
      <Report report={answer.value} />
    </>
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
        <>
          <p className="card-state good">
            <CircleCheck aria-hidden size={20} /> {t('settings.connection.works')}
          </p>
          <p data-testid="not-proven">{t('settings.connection.notProven')}</p>
        </>
      ) : (
        <Notice
          tone="bad"
          title={t('settings.connection.fails', { layer: t(`settings.connection.layers.${outcome.layer}`) })}
          text={`${outcome.layer === 'dns' ? t('cm.network.dns') : cmErrorText(t, outcome.error)} ${t(`settings.connection.do.${outcome.layer}`)}`}
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
          {
            name: t('settings.connection.kinds'),
            value: outcome.outcome === 'works' ? t('settings.connection.kindsFound', outcome.kinds) : null,
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

import { CircleCheck, FileSearch } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { CallValue } from '../../shared/contract.js';
import type { Result } from '../../shared/result.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { call } from '../state/client.js';

/** Starts the probe of the CM service, which writes the server's answers to a file for support. */
export function ProbeSection(): ReactElement {
  const { t } = useTranslation();
  const [answer, setAnswer] = useState<Result<CallValue<'server/probe'>> | 'running' | null>(null);
  const may = useIsAllowed('server/probe');
  return (
    <section className="panel section" aria-labelledby="diagnostics-probe" data-testid="probe">
      <h2 id="diagnostics-probe">{t('probe.title')}</h2>
      <p className="quiet">{t('probe.about')}</p>
      <div>
        <button
          type="button"
          className="button"
          disabled={answer === 'running' || !may}
          onClick={() => {
            setAnswer('running');
            void call('server/probe', {}).then(setAnswer);
          }}
        >
          <FileSearch aria-hidden size={18} /> {t('probe.now')}
        </button>
        <NotAllowed call="server/probe" />
      </div>
      <div role="status" data-testid="probe-said">
        {answer === 'running' && <p>{t('probe.looking')}</p>}
        {answer !== null && answer !== 'running' && <Outcome answer={answer} />}
      </div>
    </section>
  );
}

function Outcome({ answer }: { readonly answer: Result<CallValue<'server/probe'>> }): ReactElement | null {
  const { t } = useTranslation();
  if (!answer.ok) return <p>{errorText(t, answer.error)}</p>;
  const { saved } = answer.value;
  if (saved === null) return null;
  const { file, ...counts } = saved;
  return (
    <>
      <p className="card-state good">
        <CircleCheck aria-hidden size={20} /> {t('probe.saved', { file })}
      </p>
      <p>{t('probe.counts', counts)}</p>
    </>
  );
}

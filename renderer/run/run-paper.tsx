import { ArrowLeft } from 'lucide-react';
import { useMemo, type ReactElement } from 'react';
import type { RunState } from '../../shared/run.js';
import { Notice } from '../design/notice.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { PaperActions } from '../report/paper-actions.js';
import { paperFormats } from '../report/paper-formats.js';
import { Preview } from '../report/preview.js';
import { call } from '../state/client.js';
import { useProjection } from '../state/station.js';
import { useCall } from '../state/use-call.js';
import { runBlocks } from './run-blocks.js';
import '../report/report.css';

interface RunPaperProps {
  readonly run: RunState;
  readonly onBack: () => void;
}

/** The printable report of a run; read again whenever the run changes. */
export function RunPaper({ run, onBack }: RunPaperProps): ReactElement {
  const { t, language } = useTranslation();
  const { value: report, error, answeredAt } = useCall('run/read', {}, { revision: run });
  const isTraining = useProjection(({ mode }) => mode === 'training');
  const blocks = useMemo(() => {
    if (report === null) return null;
    const at = new Date(answeredAt).toISOString();
    const paper = paperFormats(language, { from: report.begunAt, to: report.endedAt ?? at });
    return runBlocks({ report, at, isTraining }, { t, paper });
  }, [report, answeredAt, isTraining, t, language]);
  return (
    <div className="page report" data-testid="run-report">
      <div className="page-head">
        <h1>{t('run.report.title')}</h1>
        <button type="button" className="button" autoFocus onClick={onBack}>
          <ArrowLeft aria-hidden size={18} /> {run.endedAt === null ? t('run.back') : t('run.title')}
        </button>
        <PaperActions of="run" savePdf={() => call('run/savePdf', {})} saveCsv={() => call('run/saveCsv', {})} />
      </div>
      {error !== null && <Notice tone="bad" title={t('report.cannot')} text={errorText(t, error)} />}
      {blocks === null || report === null ? (
        error === null && <p role="status">{t('report.looking')}</p>
      ) : (
        <Preview blocks={blocks} foot={`${t('run.report.title')} · ${report.station}`} />
      )}
    </div>
  );
}

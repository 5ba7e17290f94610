import { ArrowLeft, FileSpreadsheet, FileText, Printer } from 'lucide-react';
import { useEffect, useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { StationError } from '../../shared/errors.js';
import type { RunReport, RunState } from '../../shared/run.js';
import { Notice } from '../design/notice.js';
import { sayError } from '../i18n/say.js';
import { paperFormats } from '../report/paper-formats.js';
import { Preview } from '../report/preview.js';
import { Barred, useMay } from '../design/may.js';
import { call } from '../state/client.js';
import type { Projection } from '../state/projection.js';
import { runBlocks } from './run-blocks.js';
import '../report/report.css';

interface RunPaperProps {
  readonly run: RunState;
  readonly projection: Projection;
  readonly onBack: () => void;
}

/** The report of a run as it will be printed; read anew whenever something in the run has changed. */
export function RunPaper({ run, projection, onBack }: RunPaperProps): ReactElement {
  const { t, i18n } = useTranslation();
  const [read, setRead] = useState<{ readonly report: RunReport; readonly at: string } | null>(null);
  const [error, setError] = useState<StationError | null>(null);
  useEffect(() => {
    let gone = false;
    void call('run/read', {}).then((answer) => {
      if (gone) return;
      setError(answer.ok ? null : answer.error);
      if (answer.ok && answer.value !== null) setRead({ report: answer.value, at: new Date().toISOString() });
    });
    return () => {
      gone = true;
    };
  }, [run]);
  const { language } = i18n;
  const isTraining = projection.mode === 'training';
  const blocks = useMemo(() => {
    if (read === null) return null;
    const paper = paperFormats(language, { from: read.report.begunAt, to: read.report.endedAt ?? read.at });
    return runBlocks({ report: read.report, at: read.at, isTraining }, { t, paper });
  }, [read, isTraining, t, language]);
  return (
    <div className="page report" data-testid="run-report">
      <div className="page-head">
        <h1>{t('run.report.title')}</h1>
        <button type="button" className="button" autoFocus onClick={onBack}>
          <ArrowLeft aria-hidden size={18} /> {run.endedAt === null ? t('run.back') : t('run.title')}
        </button>
        <Actions />
      </div>
      {error !== null && <Notice tone="bad" title={t('report.cannot')} text={sayError(t, error)} />}
      {blocks === null || read === null ? (
        error === null && <p role="status">{t('report.looking')}</p>
      ) : (
        <Preview blocks={blocks} foot={`${t('run.report.title')} · ${read.report.station}`} />
      )}
    </div>
  );
}

function Actions(): ReactElement {
  const { t } = useTranslation();
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  // One role may make all of these calls.
  const may = useMay('run/savePdf');
  const doing = async (work: () => Promise<string>): Promise<void> => {
    setBusy(true);
    setSaid(t('report.saving'));
    setSaid(await work());
    setBusy(false);
  };
  const save = (name: 'run/savePdf' | 'run/saveCsv') => async (): Promise<string> => {
    const answer = await call(name, {});
    if (!answer.ok) return sayError(t, answer.error);
    return answer.value.file === null ? '' : t('report.saved', { file: answer.value.file });
  };
  const print = async (): Promise<string> => {
    const answer = await call('history/print', {});
    return answer.ok ? '' : sayError(t, answer.error);
  };
  return (
    <>
      <button type="button" className="button primary" disabled={busy || !may} onClick={() => void doing(save('run/savePdf'))}>
        <FileText aria-hidden size={18} /> {t('report.pdf')}
      </button>
      <button type="button" className="button" disabled={busy || !may} onClick={() => void doing(save('run/saveCsv'))}>
        <FileSpreadsheet aria-hidden size={18} /> {t('report.csv')}
      </button>
      <button type="button" className="button" disabled={busy || !may} onClick={() => void doing(print)}>
        <Printer aria-hidden size={18} /> {t('report.print')}
      </button>
      <Barred call="run/savePdf" />
      <p role="status" className="page-said">
        {said}
      </p>
    </>
  );
}

import { FileText, Flag } from 'lucide-react';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { RunState } from '../../shared/run.js';
import { Notice } from '../design/notice.js';
import { useDesk } from '../desk/desk-state.js';
import { SideColumn } from '../desk/side-column.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { useIsAllowed } from '../design/is-allowed.js';
import { call } from '../state/client.js';
import { useProjection } from '../state/station.js';
import type { StationError } from '../../shared/errors.js';
import { AsideList } from './aside-list.js';
import { CountsLine } from './counts-line.js';
import { EndDialog } from './end-dialog.js';
import { runSourceText } from './run-text.js';
import { Turn } from './turn.js';

interface UnderWayProps {
  readonly run: RunState;
  readonly onReport: () => void;
}

/** The current run: current person, readers, last result, and people set aside. */
export function UnderWay({ run, onReport }: UnderWayProps): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormats();
  const [isEnding, setIsEnding] = useState(false);
  const [error, setError] = useState<StationError | null>(null);
  const may = useIsAllowed('run/end');
  const outcomeOf = useDesk((state) => state.outcomeOf);
  const outcome = useProjection(({ bindings }) => bindings.find(({ bindingId }) => bindingId === outcomeOf));
  const { next } = run;
  const end = async (): Promise<void> => {
    setIsEnding(false);
    const answer = await call('run/end', { runId: run.runId });
    setError(answer.ok ? null : answer.error);
    if (answer.ok) onReport();
  };
  const done = run.total - run.counts.left;
  return (
    <div className="desk-main run-main">
      <section className="run-center" aria-label={t('run.title')}>
        <div className="page-head">
          <h1>{t('run.title')}</h1>
          <button type="button" className="button" onClick={onReport}>
            <FileText aria-hidden size={18} /> {t('run.showReport')}
          </button>
          <button
            type="button"
            className="button"
            disabled={!may}
            onClick={() => {
              setIsEnding(true);
            }}
          >
            <Flag aria-hidden size={18} /> {t('run.end')}
          </button>
        </div>
        <p className="quiet">
          {runSourceText(t, run.source)} · {t('run.begun', { time: date(run.begunAt), operator: run.begunBy })}
        </p>
        <progress
          className="run-progress"
          aria-label={t('run.notice', { done: String(done), total: String(run.total) })}
          max={run.total}
          value={done}
        />
        <CountsLine run={run} />
        {error !== null && <Notice tone="bad" title={t('run.notEndedError')} text={errorText(t, error)} />}
        {next === null ? <Through disabled={!may} onEnd={() => void end()} /> : <Turn key={run.runId} run={run} next={next} />}
      </section>
      <SideColumn outcome={outcome}>
        <AsideList run={run} />
      </SideColumn>
      {isEnding && (
        <EndDialog
          left={run.counts.left}
          onEnd={() => void end()}
          onCancel={() => {
            setIsEnding(false);
          }}
        />
      )}
    </div>
  );
}

/** Shown when no one is left: the run can be ended. */
function Through({ disabled, onEnd }: { readonly disabled: boolean; readonly onEnd: () => void }): ReactElement {
  const { t } = useTranslation();
  const isChoosing = useDesk(({ step }) => step.step === 'choosing');
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isChoosing) button.current?.focus();
  }, [isChoosing]);
  return (
    <section className="panel run-through" data-testid="run-through">
      <h2>{t('run.through')}</h2>
      <p>{t('run.throughHint')}</p>
      <button ref={button} type="button" className="button primary" disabled={disabled} onClick={onEnd}>
        {t('run.end')}
      </button>
    </section>
  );
}

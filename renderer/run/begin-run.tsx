import { FileText } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { CallRequest } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import { preparedGroupOf, preparedOutcomeNames } from '../../shared/prepared.js';
import { MAX_RUN_PEOPLE, type RunState } from '../../shared/run.js';
import { Notice } from '../design/notice.js';
import { useOffered } from '../desk/use-offered.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { call } from '../state/client.js';
import { useNow } from '../state/now.js';
import { useProjection } from '../state/station.js';
import { useCall } from '../state/use-call.js';
import { CountsLine } from './counts-line.js';
import { runSourceText } from './run-text.js';

interface BeginRunProps {
  /** The previous run; null if there was none. */
  readonly last: RunState | null;
  readonly onReport: () => void;
}

/** Sources a run can be made from now, and how the last one ended. */
export function BeginRun({ last, onReport }: BeginRunProps): ReactElement {
  const { t } = useTranslation();
  const { number, date } = useFormats();
  const { found, near } = useOffered(useNow());
  const revision = useProjection(({ prepared }) => prepared.revision);
  const { value: overview, error: unread } = useCall('prepared/overview', {}, { revision });
  const [refused, setRefused] = useState<StationError | null>(null);
  const [busy, setBusy] = useState(false);
  const may = useIsAllowed('run/begin');
  const begin = async (wanted: CallRequest<'run/begin'>): Promise<void> => {
    setBusy(true);
    const answer = await call('run/begin', wanted);
    setBusy(false);
    setRefused(answer.ok ? null : answer.error);
  };
  const error = refused ?? unread;
  const people = near ? [] : found;
  const withLines = (overview?.files ?? []).flatMap(({ name, taken }) => {
    const left = preparedOutcomeNames.reduce(
      (sum, outcome) => sum + (preparedGroupOf(outcome) === 'done' ? 0 : (taken?.counts[outcome] ?? 0)),
      0,
    );
    return left === 0 ? [] : [{ name, left }];
  });
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('run.title')}</h1>
      </div>
      {last !== null && (
        <section className="panel run-last" aria-label={t('run.lastRun')} data-testid="run-last">
          <div>
            <h2>{t('run.lastRun')}</h2>
            <p className="quiet">
              {runSourceText(t, last.source)} · {t('run.begun', { time: date(last.begunAt), operator: last.begunBy })}
            </p>
            <CountsLine run={last} />
          </div>
          <button type="button" className="button" onClick={onReport}>
            <FileText aria-hidden size={18} /> {t('run.showReport')}
          </button>
        </section>
      )}
      <section className="panel run-begin" aria-label={t('run.beginWith')}>
        <h2>{t('run.none')}</h2>
        <p>{t('run.noneHint')}</p>
        {error !== null && <Notice tone="bad" title={t('run.cannotBegin')} text={errorText(t, error)} />}
        <NotAllowed call="run/begin" />
        <ul className="run-sources">
          <Source
            name={t('run.ofList')}
            hint={t('run.ofListHint', { count: people.length, number: number(people.length) })}
            isLong={people.length > MAX_RUN_PEOPLE}
            disabled={busy || !may || people.length === 0}
            onBegin={() => void begin({ from: 'list', requestIds: people.slice(0, MAX_RUN_PEOPLE).map(({ requestId }) => requestId) })}
          />
          {withLines.map(({ name, left }) => (
            <Source
              key={name}
              name={name}
              hint={t('run.ofFileHint', { count: left, number: number(left) })}
              isLong={left > MAX_RUN_PEOPLE}
              disabled={busy || !may}
              onBegin={() => void begin({ from: 'file', file: name })}
            />
          ))}
        </ul>
        {withLines.length === 0 && <p className="quiet">{t('run.noFiles')}</p>}
      </section>
    </div>
  );
}

interface SourceProps {
  readonly name: string;
  readonly hint: string;
  /** Whether it has more people than a run allows. */
  readonly isLong: boolean;
  readonly disabled: boolean;
  readonly onBegin: () => void;
}

function Source({ name, hint, isLong, disabled, onBegin }: SourceProps): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  return (
    <li className="run-source">
      <div>
        <strong>{name}</strong>
        <p className="quiet">{hint}</p>
        {isLong && <p className="quiet">{t('run.onlyFirst', { most: number(MAX_RUN_PEOPLE) })}</p>}
      </div>
      <button
        type="button"
        className="button primary"
        disabled={disabled}
        aria-label={t('punctuation.pair', { name: t('run.begin'), value: name })}
        onClick={onBegin}
      >
        {t('run.begin')}
      </button>
    </li>
  );
}

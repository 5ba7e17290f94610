import { CircleAlert, FileX } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { StationError } from '../../shared/errors.js';
import { preparedGroupOf, preparedOutcomeNames, type PreparedFile, type PreparedProblem } from '../../shared/prepared.js';
import { Notice } from '../design/notice.js';
import { ReasonForm } from '../design/reason-form.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { call } from '../state/client.js';
import { preparedProblemText } from './prepared-text.js';

/** One file: its origin, why lines cannot be used, errors in its current version, and how to remove it. */
export function FileHead({ file }: { readonly file: PreparedFile }): ReactElement {
  const { t } = useTranslation();
  const { date, number } = useFormats();
  const { name, taken, hasGone, problems } = file;
  const why = preparedOutcomeNames.filter((outcome) => preparedGroupOf(outcome) === 'unusable' && (taken?.counts[outcome] ?? 0) > 0);
  return (
    <section className="file-head" aria-label={name} data-testid="prepared-file-head">
      <div className="head-row">
        <h2>{name}</h2>
        {taken !== null && <Removal name={name} />}
      </div>
      {taken !== null && (
        <p className="quiet">
          {t('prepared.takenAt', { at: date(taken.at) })} · {t(`prepared.from.${taken.origin}`)}
          {taken.neverPresented > 0 && <> · {t('prepared.never', { count: taken.neverPresented })}</>}
        </p>
      )}
      {why.length > 0 && (
        <p className="why-not" data-testid="prepared-why">
          <CircleAlert aria-hidden size={18} />
          {why
            .map((outcome) => t('punctuation.pair', { name: t(`prepared.short.${outcome}`), value: number(taken?.counts[outcome] ?? 0) }))
            .join(' · ')}
        </p>
      )}
      {hasGone && <p className="notice warn">{t('prepared.gone')}</p>}
      {problems.length > 0 && (
        <Problems
          title={t('prepared.notUsed', { file: name })}
          text={taken === null ? t('prepared.nothingKept') : t('prepared.kept', { count: taken.total })}
          problems={problems}
        />
      )}
    </section>
  );
}

interface ProblemsProps {
  readonly title: string;
  readonly text: string;
  readonly problems: readonly PreparedProblem[];
}

/** The errors of a file, line by line. */
export function Problems({ title, text, problems }: ProblemsProps): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="prepared-problems" data-testid="prepared-problems">
      <Notice tone="bad" title={title} text={text} />
      <div className="table-frame" role="region" aria-label={title} tabIndex={0}>
        <table className="table">
          <tbody>
            {problems.map((problem, index) => {
              const { where, what } = preparedProblemText(t, problem);
              return (
                <tr key={`${String(problem.line)} ${problem.code} ${String(index)}`}>
                  <th scope="row">{where}</th>
                  <td>{what}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** Asks for a reason before a file's lines are removed. */
function Removal({ name }: { readonly name: string }): ReactElement {
  const { t } = useTranslation();
  const [isAsking, setIsAsking] = useState(false);
  const [error, setError] = useState<StationError | null>(null);
  const may = useIsAllowed('prepared/remove');
  if (!isAsking) {
    return (
      <div>
        <button
          type="button"
          className="button"
          disabled={!may}
          onClick={() => {
            setIsAsking(true);
          }}
        >
          <FileX aria-hidden size={18} /> {t('prepared.remove')}
        </button>
        <NotAllowed call="prepared/remove" />
      </div>
    );
  }
  const takeAway = async (reason: string): Promise<void> => {
    const answer = await call('prepared/remove', { name, reason });
    setError(answer.ok ? null : answer.error);
    if (answer.ok) setIsAsking(false);
  };
  return (
    <div className="removal">
      <p className="quiet">{t('prepared.removeHint')}</p>
      {error !== null && <p role="alert">{errorText(t, error)}</p>}
      <ReasonForm
        action={t('prepared.remove')}
        onReason={(reason) => void takeAway(reason)}
        onCancel={() => {
          setIsAsking(false);
        }}
      />
    </div>
  );
}

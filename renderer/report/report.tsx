import { useMemo, type ReactElement } from 'react';
import { Notice } from '../design/notice.js';
import { makeFormats, useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { call } from '../state/client.js';
import { blocksOf } from './blocks.js';
import { PaperActions } from './paper-actions.js';
import { paperFormats } from './paper-formats.js';
import { periodOf } from './period.js';
import { PeriodForm } from './period-form.js';
import { Preview } from './preview.js';
import { MAX_ROWS, usePeriodChoice, useReport, type ReportContent } from './report-state.js';
import { useProjection } from '../state/station.js';
import './report.css';

/** The report of a day or a shift: previewed as printed, saved, and signed at handover. */
export function Report(): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  const choice = usePeriodChoice();
  const period = periodOf(choice);
  // Changes appear while the screen is open.
  const newest = useProjection(({ bindings }) => bindings);
  const { content, error } = useReport(choice, period, newest);
  return (
    <main className="page report" data-testid="report">
      <div className="page-head">
        <h1>{t('report.title')}</h1>
        {content !== null && (
          <PaperActions
            of="report"
            savePdf={() => call('report/savePdf', content.period)}
            saveCsv={() => call('report/saveCsv', content.period)}
            hasNoPaper={content.tooMany}
          />
        )}
      </div>
      <PeriodForm choice={choice} />
      {error !== null && <Notice tone="bad" title={t('report.cannot')} text={errorText(t, error)} />}
      {content === null && error === null && <p role="status">{period === null ? t('report.noTime') : t('report.looking')}</p>}
      {content?.tooMany === true && (
        <Notice tone="warn" title={t('report.cannot')} text={t('report.tooMany', { most: number(MAX_ROWS) })} />
      )}
      {content?.tooMany === false && <Paper content={content} />}
    </main>
  );
}

function Paper({ content }: { readonly content: ReportContent }): ReactElement {
  const { t, language } = useTranslation();
  const isTraining = useProjection(({ mode }) => mode === 'training');
  const operator = useProjection(({ signIn }) => signIn.identity.name);
  const warnings = useProjection(({ warnings }) => warnings);
  const paper = useMemo(() => paperFormats(language, content.period), [language, content.period]);
  const blocks = useMemo(
    () => blocksOf({ content, isTraining, operator, warnings }, { t, paper, screen: makeFormats(language) }),
    [content, isTraining, operator, warnings, t, paper, language],
  );
  const foot = (
    <>
      {t(`report.${content.kind}Title`)} · {content.station} · <time dateTime={content.period.from}>{paper.period(content.period)}</time>
    </>
  );
  return <Preview blocks={blocks} foot={foot} />;
}

import type { ReactElement } from 'react';
import { Choice } from '../design/choice.js';
import { useTranslation } from '../i18n/i18n.js';
import { isOvernight, type PeriodChoice } from './period.js';
import { usePeriodChoice } from './report-state.js';

/** Form for the day or the shift that a report covers. */
export function PeriodForm({ choice }: { readonly choice: PeriodChoice }): ReactElement {
  const { t } = useTranslation();
  const choose = usePeriodChoice.setState;
  return (
    <div className="period-form">
      <Choice
        title={t('report.of')}
        value={choice.kind}
        options={(['day', 'shift'] as const).map((value) => ({ value, word: t(`report.kinds.${value}`) }))}
        onChoose={(kind) => choose({ kind })}
      />
      <label className="field">
        <span>{t('report.day')}</span>
        <input type="date" className="input" value={choice.day} onChange={({ target }) => choose({ day: target.value })} />
      </label>
      {choice.kind === 'shift' &&
        (['from', 'to'] as const).map((end) => (
          <label key={end} className="field">
            <span>{t(`report.${end}`)}</span>
            <input type="time" className="input" value={choice[end]} onChange={({ target }) => choose({ [end]: target.value })} />
          </label>
        ))}
      {isOvernight(choice) && <p className="quiet period-hint">{t('report.overnight')}</p>}
    </div>
  );
}

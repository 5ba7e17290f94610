import type { ReactElement } from 'react';
import type { PreparedRow } from '../../shared/prepared.js';
import { Facts } from '../design/facts.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { toneOf } from './line-rows.js';
import { preparedOutcomeText, lineRefText, preparedPersonText, writtenPersonText } from './prepared-text.js';

/** One line in full: its content and its outcome. */
export function LineDetail({ row: { assignment, outcome, presentedAt } }: { readonly row: PreparedRow }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const { card, requestId, person, template } = assignment;
  return (
    <section className={`line-detail ${toneOf(outcome)}`} aria-label={t('prepared.line')} data-testid="prepared-line">
      <h2>{preparedPersonText(t, assignment, outcome)}</h2>
      <p className="row-tone">{preparedOutcomeText(t, outcome, formats)}</p>
      <Facts
        facts={[
          { name: t('prepared.card'), value: card, mono: true },
          { name: t('prepared.request'), value: requestId, mono: true },
          { name: t('prepared.person'), value: writtenPersonText(person) },
          { name: t('prepared.template'), value: template },
          { name: t('prepared.where'), value: lineRefText(t, assignment) },
          { name: t('prepared.presented'), value: presentedAt === null ? t('prepared.notPresented') : formats.date(presentedAt) },
        ]}
      />
    </section>
  );
}

import type { ReactElement } from 'react';
import type { CollectorReport } from '../../shared/collector.js';
import { Facts } from '../design/facts.js';
import { Notice } from '../design/notice.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';

interface CollectorSectionProps {
  readonly collector: CollectorReport;
  /** Number of journal entries. */
  readonly entries: number;
}

/** Shows how far the security office's collector has received the journal, and what prevents it; nothing if none is set up. */
export function CollectorSection({ collector, entries }: CollectorSectionProps): ReactElement | null {
  const { t } = useTranslation();
  const { date, number } = useFormats();
  if (collector.state === 'off') return null;
  const { host, taken, takenAt, failure } = collector;
  return (
    <section className="panel section" aria-labelledby="diagnostics-collector" data-testid="collector">
      <h2 id="diagnostics-collector">{t('collector.title')}</h2>
      {failure !== null && <Notice tone="warn" title={t('collector.failed', { detail: failure })} text={t('collector.kept')} />}
      <Facts
        facts={[
          { name: t('collector.host'), value: host, mono: true },
          { name: t('collector.takenAt'), value: takenAt === null ? t('collector.never') : date(takenAt), testId: 'collector-taken-at' },
          { name: t('collector.taken'), value: number(taken), testId: 'collector-taken' },
          { name: t('collector.unsent'), value: number(Math.max(0, entries - taken)), testId: 'collector-unsent' },
        ]}
      />
    </section>
  );
}

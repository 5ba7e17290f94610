import { ListOrdered } from 'lucide-react';
import type { ReactElement } from 'react';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { openScreen } from '../state/screens.js';
import { useProjection } from '../state/station.js';
import './run.css';

/** On every other screen: says that a run is in progress, and leads back to it. */
export function RunNotice(): ReactElement | null {
  const run = useProjection(({ run }) => run);
  const { t } = useTranslation();
  const { number } = useFormats();
  if (run === null || run.endedAt !== null) return null;
  const done = run.total - run.counts.left;
  return (
    <div className="run-notice" data-testid="run-notice">
      <ListOrdered aria-hidden size={20} />
      <span>{t('run.notice', { done: number(done), total: number(run.total) })}</span>
      <button
        type="button"
        className="button"
        onClick={() => {
          openScreen('run');
        }}
      >
        {t('run.goOn')}
      </button>
    </div>
  );
}

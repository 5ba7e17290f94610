import { LifeBuoy, RefreshCw } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { Notice } from '../design/notice.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { call } from '../state/client.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { useCall } from '../state/use-call.js';
import { BackupSection } from './backup-section.js';
import { CollectorSection } from './collector-section.js';
import { DesksSection } from './desks-section.js';
import { JournalSection } from './journal-section.js';
import { LogSection, TimingsSection, VersionsSection } from './facts-sections.js';
import { LeftOutSection } from './left-out-section.js';
import { ProbeSection } from './probe-section.js';
import { ReadersSection } from './readers-section.js';
import { useProjection } from '../state/station.js';
import './diagnostics.css';

const REFRESH_MS = 5_000;

/** The state of the station, for support: on the screen, and as a file without personal data. */
export function Diagnostics(): ReactElement {
  const { t } = useTranslation();
  const isTraining = useProjection(({ mode }) => mode === 'training');
  const { value, error, again } = useCall('diagnostics/read', {}, { everyMs: REFRESH_MS });
  return (
    <main className="page" data-testid="diagnostics">
      <div className="page-head">
        <h1>{t('diagnostics.title')}</h1>
        <button type="button" className="button" onClick={again}>
          <RefreshCw aria-hidden size={18} /> {t('line.refresh')}
        </button>
        <SaveBundle />
      </div>
      {error !== null && <Notice tone="bad" title={t('diagnostics.cannotRead')} text={errorText(t, error)} />}
      <div className="sections">
        <ReadersSection />
        {error === null && value !== null && (
          <>
            <JournalSection journal={value.journal} />
            <BackupSection backup={value.backup} isTraining={isTraining} again={again} />
            <CollectorSection collector={value.collector} entries={value.journal.entries} />
            <DesksSection />
            <LeftOutSection leftOut={value.leftOut} />
            <TimingsSection timings={value.timings} />
            <ProbeSection />
            <VersionsSection diagnostics={value} />
            <LogSection log={value.log} />
          </>
        )}
      </div>
    </main>
  );
}

function SaveBundle(): ReactElement {
  const { t } = useTranslation();
  const [said, setSaid] = useState('');
  const may = useIsAllowed('diagnostics/saveBundle');
  const save = async (): Promise<void> => {
    const answer = await call('diagnostics/saveBundle', {});
    if (!answer.ok) setSaid(errorText(t, answer.error));
    else setSaid(answer.value.file === null ? '' : t('diagnostics.saved', { file: answer.value.file }));
  };
  return (
    <>
      <button type="button" className="button primary" title={t('diagnostics.bundleHint')} disabled={!may} onClick={() => void save()}>
        <LifeBuoy aria-hidden size={18} /> {t('diagnostics.bundle')}
      </button>
      <NotAllowed call="diagnostics/saveBundle" />
      <p role="status" className="page-said">
        {said === '' ? t('diagnostics.bundleHint') : said}
      </p>
    </>
  );
}

import { CircleCheck, DatabaseBackup } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { BackupReport } from '../../shared/backup.js';
import type { CallValue } from '../../shared/contract.js';
import type { Result } from '../../shared/result.js';
import { Facts } from '../design/facts.js';
import { Notice } from '../design/notice.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { backupProblemText, errorText } from '../i18n/sentences.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { call } from '../state/client.js';

interface BackupSectionProps {
  readonly backup: BackupReport;
  readonly isTraining: boolean;
  /** Reads Diagnostics again. */
  readonly again: () => void;
}

/** State of the journal's backups: the last good one, the next one, and what prevents it. */
export function BackupSection({ backup, isTraining, again }: BackupSectionProps): ReactElement {
  const { t } = useTranslation();
  return (
    <section className="panel section" aria-labelledby="diagnostics-backup" data-testid="backup">
      <h2 id="diagnostics-backup">{t('backup.title')}</h2>
      {backup.state === 'off' ? (
        <p className="quiet">{t(isTraining ? 'backup.training' : 'backup.off')}</p>
      ) : (
        <Set backup={backup} again={again} />
      )}
    </section>
  );
}

function Set({ backup, again }: { readonly backup: Extract<BackupReport, { state: 'on' }>; readonly again: () => void }): ReactElement {
  const { t } = useTranslation();
  const { date, number, bytes } = useFormats();
  const { folder, lastGood, failure, nextAt, passphrase, running } = backup;
  const [made, setMade] = useState<Result<CallValue<'backup/now'>> | null>(null);
  const [busy, setBusy] = useState(false);
  const isMaking = running || busy;
  const may = useIsAllowed('backup/now');
  const make = async (): Promise<void> => {
    setBusy(true);
    setMade(await call('backup/now', {}));
    setBusy(false);
    again();
  };
  return (
    <>
      {passphrase === 'missing' && <Notice tone="warn" title={t('backup.warning.no-passphrase')} text="" />}
      {failure !== null && (
        <Notice
          tone="bad"
          title={t('backup.lastTry', { time: date(failure.at) })}
          text={t('backup.failed', { problem: backupProblemText(t, failure) })}
        />
      )}
      <Facts
        facts={[
          { name: t('backup.lastGood'), value: lastGood === null ? t('backup.never') : date(lastGood.at), testId: 'backup-last' },
          { name: t('backup.next'), value: nextAt === null ? t('backup.whenMended') : date(nextAt) },
          { name: t('backup.folder'), value: folder, mono: true },
          { name: t('backup.name'), value: lastGood?.name ?? null, mono: true, testId: 'backup-name' },
          { name: t('backup.size'), value: lastGood === null ? null : bytes(lastGood.sizeBytes) },
          { name: t('backup.entries'), value: lastGood === null ? null : number(lastGood.entries) },
          { name: t('backup.head'), value: lastGood?.head ?? null, mono: true, testId: 'backup-head' },
          { name: t('backup.kept'), value: lastGood === null ? null : number(lastGood.kept) },
          { name: t('backup.passphrase'), value: t(`backup.passphrases.${passphrase}`) },
        ]}
      />
      <div>
        <button type="button" className="button" disabled={isMaking || !may || passphrase === 'missing'} onClick={() => void make()}>
          <DatabaseBackup aria-hidden size={18} /> {t('backup.now')}
        </button>
        <NotAllowed call="backup/now" />
      </div>
      <div role="status" data-testid="backup-said">
        {isMaking && <p>{t('backup.making')}</p>}
        {!isMaking && made !== null && <Made made={made} />}
      </div>
    </>
  );
}

function Made({ made }: { readonly made: Result<CallValue<'backup/now'>> }): ReactElement | null {
  const { t } = useTranslation();
  if (!made.ok) return <p>{errorText(t, made.error)}</p>;
  if (made.value.state === 'off' || made.value.lastGood === null) return null;
  return (
    <p className="card-state good">
      <CircleCheck aria-hidden size={20} /> {t('backup.made', { count: made.value.lastGood.entries })}
    </p>
  );
}

import type { TFunction } from 'i18next';
import { Info, TriangleAlert } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Warnings as WarningList } from '../../shared/warnings.js';
import { useFormats, type Formats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { backupProblemText } from '../i18n/sentences.js';
import { useProjection } from '../state/station.js';
import './warnings.css';

/** Warnings that keep nothing from working. */
const quiet: ReadonlySet<WarningList[number]['code']> = new Set(['update-available', 'requests-not-read', 'screen-incomplete']);
/** How many entries a warning names. */
const NAMED = 5;

/** Problems of the station's own setup, shown above everything until they are fixed. */
export function Warnings(): ReactElement | null {
  const warnings = useProjection(({ warnings }) => warnings);
  const { t } = useTranslation();
  const formats = useFormats();
  if (warnings.length === 0) return null;
  return (
    <section aria-label={t('warning.title')}>
      <ul className="warnings" data-testid="warnings">
        {warnings.map((warning) => {
          const isQuiet = quiet.has(warning.code);
          const Icon = isQuiet ? Info : TriangleAlert;
          return (
            <li key={warning.code} className={`notice ${isQuiet ? 'quiet' : 'warn'}`}>
              <Icon aria-hidden size={20} />
              <p>{warningText(t, warning, formats)}</p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Returns a warning as a sentence with its next step. */
export function warningText(t: TFunction, warning: WarningList[number], { time, number }: Formats): string {
  switch (warning.code) {
    case 'directory-down': {
      const { asOf, trouble } = warning;
      const reason = t(`directory.${trouble.code}`, { detail: trouble.detail });
      return asOf === null ? t('warning.directory-never', { reason }) : t('warning.directory-down', { reason, time: time(asOf) });
    }
    case 'kind-refused':
      return t(`warning.kind-refused.${warning.kind}`, { count: warning.count, type: String(warning.type ?? '') });
    case 'refused-in-a-row':
      return t('warning.refused-in-a-row', { count: warning.count, message: warning.message });
    case 'groups-unknown':
      return t('warning.groups-unknown', { groups: warning.groups.join(t('punctuation.separator')) });
    case 'stock-low':
      return warning.left === 0 ? t('warning.stock-out') : t('warning.stock-low', { count: warning.left, left: number(warning.left) });
    case 'prepared-unusable':
      return t('warning.prepared-unusable', { count: warning.files, files: String(warning.files), file: warning.file });
    case 'prepared-folder':
      return t('warning.prepared-folder', { folder: warning.folder, detail: warning.detail });
    case 'backup-no-passphrase':
      return t('backup.warning.no-passphrase');
    case 'backup-failed': {
      const problem = backupProblemText(t, warning);
      const { lastGoodAt } = warning;
      return lastGoodAt === null
        ? t('backup.warning.failed-never', { problem })
        : t('backup.warning.failed', { problem, time: time(lastGoodAt) });
    }
    case 'backup-old':
      return t('backup.warning.old', { time: time(warning.lastGoodAt) });
    case 'collector-away': {
      const { host, takenAt, detail } = warning;
      return takenAt === null
        ? t('warning.collector-never', { host, detail })
        : t('warning.collector-away', { host, detail, time: time(takenAt) });
    }
    case 'journal-contradicted': {
      const { by, known, found } = warning;
      return t('warning.journal-contradicted', { by: by ?? t('warning.ownHead'), known: number(known), found: number(found) });
    }
    case 'desk-contradicted':
      return t('warning.desk-contradicted', { stations: warning.stations.join(', ') });
    case 'requests-not-read':
      return t('warning.requests-not-read', { count: warning.count });
    case 'update-available': {
      const { version, note } = warning;
      return note === null ? t('warning.update-available', { version }) : t('warning.update-available-note', { version, note });
    }
    case 'journal-unreadable': {
      const entries = warning.entries.slice(0, NAMED).map(number).join(', ');
      const more = warning.entries.length > NAMED ? ' …' : '';
      const kind = warning.isPairKnown ? 'pair' : 'any';
      return t(`warning.journal-unreadable.${kind}`, { count: warning.entries.length, entries: `${entries}${more}` });
    }
    case 'roster-invalid':
    case 'journal-key-in-file':
    case 'journal-set-aside':
    case 'journal-put-back':
    case 'journal-trouble':
    case 'stock-trouble':
    case 'stock-set-aside':
    case 'screen-incomplete':
      return t(`warning.${warning.code}`, { file: '', detail: '', ...warning });
  }
}

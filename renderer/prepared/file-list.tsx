import type { TFunction } from 'i18next';
import { CircleAlert, FileCheck, Files, FileWarning } from 'lucide-react';
import type { ReactElement } from 'react';
import {
  preparedGroupOf,
  preparedOutcomeNames,
  type PreparedFile,
  type PreparedFolder,
  type PreparedOverview,
} from '../../shared/prepared.js';
import { useFormats, type Formats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { show, usePreparedFilter } from './prepared-state.js';

/** Every file with the state of its lines; the list beside it shows the lines of one file or of all. */
export function FileList({ overview: { folder, files } }: { readonly overview: PreparedOverview }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const chosen = usePreparedFilter(({ file }) => file);
  return (
    <>
      <FolderLine folder={folder} />
      <ul className="rows prepared-files" aria-label={t('prepared.files')} data-testid="prepared-files">
        {(files.length === 0 ? [] : [null, ...files]).map((file) => {
          const name = file?.name ?? null;
          const isTroubled = file !== null && (file.problems.length > 0 || file.hasGone);
          const Icon = file === null ? Files : isTroubled ? FileWarning : FileCheck;
          return (
            <li key={name ?? ''}>
              <button
                type="button"
                className={`row ${isTroubled ? 'warn' : ''}`}
                aria-current={name === chosen}
                data-testid="prepared-file"
                data-file={name}
                onClick={() => {
                  show(name);
                }}
              >
                <Icon aria-hidden size={22} />
                <span className="row-text">
                  <strong title={name ?? undefined}>{name ?? t('prepared.allFiles')}</strong>
                  <span className="row-tone">{file === null ? preparedCountsText(t, formats, files) : sayFile(t, formats, file)}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function FolderLine({ folder }: { readonly folder: PreparedFolder }): ReactElement {
  const { t } = useTranslation();
  if (folder.state === 'unreadable') {
    return (
      <p className="notice warn prepared-folder" role="alert" data-testid="prepared-folder">
        <CircleAlert aria-hidden size={20} />
        <span>{t('prepared.folder.unreadable', { path: folder.path, detail: folder.detail })}</span>
      </p>
    );
  }
  return (
    <p className="quiet prepared-folder" data-testid="prepared-folder">
      {folder.state === 'none' ? t('prepared.folder.none') : t('prepared.folder.watched', { path: folder.path })}
    </p>
  );
}

function sayFile(t: TFunction, formats: Formats, file: PreparedFile): string {
  const counts = file.taken === null ? '' : preparedCountsText(t, formats, [file]);
  if (file.problems.length === 0) return counts;
  const notUsed = t('prepared.notUsedShort');
  return counts === '' ? notUsed : `${notUsed} · ${counts}`;
}

/** Returns how many lines of files wait, are done and cannot be used, without zeros. */
export function preparedCountsText(t: TFunction, { number }: Pick<Formats, 'number'>, files: readonly PreparedFile[]): string {
  const sums = { waiting: 0, done: 0, unusable: 0 };
  for (const { taken } of files) for (const name of preparedOutcomeNames) sums[preparedGroupOf(name)] += taken?.counts[name] ?? 0;
  const said = (['waiting', 'done', 'unusable'] as const).flatMap((group) =>
    sums[group] === 0 ? [] : [t(`prepared.count.${group}`, { number: number(sums[group]) })],
  );
  return said.length === 0 ? t('prepared.count.waiting', { number: '0' }) : said.join(' · ');
}

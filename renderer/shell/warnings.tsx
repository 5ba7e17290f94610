import type { TFunction } from 'i18next';
import { TriangleAlert } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Warnings as WarningList } from '../../shared/contract.js';
import { useFormats, type Formats } from '../i18n/format.js';

/** What is wrong with the station's own set-up, above everything until it is mended. */
export function Warnings({ warnings }: { readonly warnings: WarningList }): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  if (warnings.length === 0) return null;
  return (
    <section aria-label={t('warning.title')}>
      <ul className="warnings" data-testid="warnings">
        {warnings.map((warning) => (
          <li key={warning.code} className="notice warn">
            <TriangleAlert aria-hidden size={20} />
            <p>{sayWarning(t, warning, formats)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function sayWarning(t: TFunction, warning: WarningList[number], { time, number }: Formats): string {
  if (warning.code === 'stock-low') return warning.left === 0 ? t('warning.stock-out') : t('warning.stock-low', { count: warning.left, left: number(warning.left) });
  if (warning.code !== 'directory-down') return t(`warning.${warning.code}`, { file: '', detail: '', ...warning });
  const { asOf, trouble } = warning;
  const reason = t(`directory.${trouble.code}`, { detail: trouble.detail });
  return asOf === null ? t('warning.directory-never', { reason }) : t('warning.directory-down', { reason, time: time(asOf) });
}

import { TriangleAlert } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '../../shared/contract.js';

/** What is wrong with the station's own set-up, above everything until it is mended. */
export function Warnings({ warnings }: { readonly warnings: Snapshot['warnings'] }): ReactElement | null {
  const { t } = useTranslation();
  if (warnings.length === 0) return null;
  return (
    <ul className="warnings" data-testid="warnings">
      {warnings.map((warning) => (
        <li key={warning.code} className="notice warn">
          <TriangleAlert aria-hidden size={20} />
          <p>{t(`warning.${warning.code}`, { file: '', detail: '', ...warning })}</p>
        </li>
      ))}
    </ul>
  );
}

import { ClipboardList } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.js';
import { exampleFile } from './example-file.js';

/** Shown while no card is prepared: what to do, and what a file looks like. */
export function FirstSteps(): ReactElement {
  const { t } = useTranslation();
  const [header, ...lines] = exampleFile;
  return (
    <div className="empty first-steps" data-testid="prepared-empty">
      <ClipboardList aria-hidden size={40} strokeWidth={1.5} />
      <strong>{t('prepared.none')}</strong>
      <p className="quiet">{t('prepared.noneHint')}</p>
      <div className="table-frame" role="region" aria-label={t('prepared.files')} tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              {header.map((name) => (
                <th key={name} scope="col" className="mono">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((cells) => (
              <tr key={cells[0]}>
                {cells.map((cell, column) => (
                  <td key={header[column]} className="mono">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet">{t('prepared.exampleNote')}</p>
    </div>
  );
}

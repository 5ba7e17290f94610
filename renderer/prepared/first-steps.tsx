import { ClipboardList } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** Columns and lines as they may stand in a file; the ids are the CM API's own example. */
const example = [
  ['card', 'request', 'person', 'template'],
  ['bc88f13f-83ba-4037-8262-46eba1291c6e', 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099', '', ''],
  ['3F F1 88 BC BA 83 37 40 82 62 46 EB A1 29 1C 6F', '', 'jjansen', 'Smart Card Logon'],
] as const;

/** What stands on the screen while no card is prepared: what to do, and what a file looks like. */
export function FirstSteps(): ReactElement {
  const { t } = useTranslation();
  const [header, ...lines] = example;
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

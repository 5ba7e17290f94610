import type { ReactElement } from 'react';
import type { StockPreview } from '../../shared/stock.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { tableProblemText } from '../i18n/table-problem-text.js';
import { skipKnown, type ImportStep } from './import-state.js';

interface ImportPreviewProps {
  readonly step: Extract<ImportStep, { step: 'mapping' }>;
  readonly preview: StockPreview;
}

/** What an import would do, and the problems that prevent it, line by line. */
export function ImportPreview({ step, preview }: ImportPreviewProps): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  const { cards, counts, known, wrong, problems, ambiguous } = preview;
  const isUndecided = ambiguous !== null && step.mapping.idOrder === null;
  return (
    <section className="import-preview" aria-live="polite" data-testid="stock-import-preview">
      {isUndecided ? (
        <p className="notice warn">{t('stock.import.decide')}</p>
      ) : (
        <p>
          <strong>{t(wrong > 0 ? 'stock.import.good' : 'stock.import.ready', { count: cards, cards: number(cards) })}</strong>{' '}
          <span className="quiet">
            {t('stock.import.counts', { inStock: number(counts['in-stock']), used: number(counts.used), lost: number(counts.lost) })}
          </span>
        </p>
      )}
      {wrong > 0 && <p className="notice bad">{t('stock.import.wrong', { count: wrong, wrong: number(wrong) })}</p>}
      {known > 0 && (
        <div className="notice warn import-known">
          <p>
            {t('stock.import.known', { count: known, known: number(known) })}{' '}
            {cards === 0 && !isUndecided && wrong === 0 && t('stock.import.noneNew')}
          </p>
          {cards > 0 && (
            <label className="choice-option">
              <input
                type="checkbox"
                checked={step.skipKnown}
                onChange={({ target }) => {
                  skipKnown(target.checked);
                }}
              />
              <span>{t('stock.import.skip')}</span>
            </label>
          )}
        </div>
      )}
      {problems.length > 0 && (
        <div
          className="import-problems"
          tabIndex={0}
          role="region"
          aria-label={t('stock.import.problems')}
          data-testid="stock-import-problems"
        >
          <table className="table">
            <tbody>
              {problems.map((problem, index) => {
                const { where, what } = tableProblemText(t, problem);
                return (
                  <tr key={index}>
                    <th scope="row">{where}</th>
                    <td>{what}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {problems.length < wrong + known && <p className="quiet">{t('stock.import.firstOnly', { count: problems.length })}</p>}
    </section>
  );
}

import type { ReactElement } from 'react';
import type { StockPlace, StockSummary } from '../../shared/stock.js';
import { Notice } from '../design/notice.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';

/** Maximum number of boxes shown; others are found by searching. */
const MOST_DRAWN = 200;

interface StockPlacesProps {
  readonly summary: StockSummary;
  readonly places: readonly StockPlace[];
  /** Whether these are all. */
  readonly areWhole: boolean;
}

/** Cards left, in total and by box. */
export function StockPlaces({ summary: { counts, lowAt }, places, areWhole }: StockPlacesProps): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  const left = counts['in-stock'];
  const title = left === 0 ? t('stock.noneLeft') : t('stock.left', { count: left, left: number(left) });
  return (
    <section className="stock-places" aria-labelledby="stock-left" data-testid="stock-left">
      <h2 id="stock-left">{title}</h2>
      <p className="quiet">{t('stock.import.counts', { inStock: number(left), used: number(counts.used), lost: number(counts.lost) })}</p>
      {lowAt > 0 && left <= lowAt && <Notice tone="warn" title={title} text={t('stock.low', { lowAt: number(lowAt) })} />}
      <div className="table-frame">
        <table className="table" aria-label={t('stock.places')}>
          <thead>
            <tr>
              <th scope="col">{t('stock.location')}</th>
              <th scope="col">{t('stock.box')}</th>
              <th scope="col" className="number">
                {t('stock.leftOf')}
              </th>
              <th scope="col" className="number">
                {t('stock.total')}
              </th>
            </tr>
          </thead>
          <tbody>
            {places.slice(0, MOST_DRAWN).map(({ location, box, left: leftHere, total }) => (
              <tr key={`${location}\n${box}`}>
                <td>{location === '' ? <span className="quiet">{t('stock.noLocation')}</span> : location}</td>
                <td>{box === '' ? <span className="quiet">{t('stock.noBox')}</span> : box}</td>
                <td className="number">{number(leftHere)}</td>
                <td className="number">{number(total)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {(!areWhole || places.length > MOST_DRAWN) && <p className="quiet">{t('stock.notAll')}</p>}
    </section>
  );
}

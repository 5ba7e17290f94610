import type { ReactElement } from 'react';
import type { IdOrder, StockPreview } from '../../shared/stock.js';
import { useTranslation } from '../i18n/i18n.js';

interface ImportOrderProps {
  readonly ambiguous: NonNullable<StockPreview['ambiguous']>;
  /** Null: not chosen yet. */
  readonly chosen: IdOrder | null;
  readonly onChoose: (order: IdOrder) => void;
}

/** Asks how 16-byte ids are read, with the first id in both readings; nothing is preselected. */
export function ImportOrder({ ambiguous: { written, readings }, chosen, onChoose }: ImportOrderProps): ReactElement {
  const { t } = useTranslation();
  return (
    <fieldset className="choice import-order" data-testid="stock-import-order">
      <legend>{t('stock.import.order')}</legend>
      <p className="quiet">{t('stock.import.orderHint')}</p>
      {readings.map(({ order, raw, windowsGuid, inReaders }) => (
        <label key={order} className="choice-option">
          <input
            type="radio"
            name="id-order"
            value={order}
            checked={order === chosen}
            onChange={() => {
              onChoose(order);
            }}
          />
          <span>
            <strong>{t(`stock.import.orderWord.${order}`)}</strong>
            <span className="import-example">{t('stock.import.orderExample', { written, raw, guid: windowsGuid })}</span>
            {inReaders > 0 && <span className="import-found">{t('stock.import.orderFound', { count: inReaders })}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

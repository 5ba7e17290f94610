import { memo, type ReactElement } from 'react';
import type { StockJudgement } from '../../shared/stock.js';
import { useTranslation } from '../i18n/i18n.js';
import './printed-serial.css';

/** Returns the serial number the stock has for a card; null if none. */
export function printedOn(judgement: StockJudgement | null): string | null {
  const serial = judgement?.card?.serial ?? '';
  return serial === '' ? null : serial;
}

/** The printed serial number, large, to compare with the card itself; nothing if the stock has none. */
export const PrintedSerial = memo(function PrintedSerial({
  judgement,
}: {
  readonly judgement: StockJudgement | null;
}): ReactElement | null {
  const { t } = useTranslation();
  const serial = printedOn(judgement);
  if (serial === null) return null;
  return (
    <p className="printed-serial" data-testid="printed-serial">
      <span className="quiet">{t('stock.printedSerial')}</span> <strong className="mono">{serial}</strong>
    </p>
  );
});

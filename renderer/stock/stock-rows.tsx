import { CircleCheck, CircleSlash, PackageCheck, type LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import type { StockCard, StockStatus } from '../../shared/stock.js';
import { VirtualList } from '../design/virtual-list.js';
import { useTranslation } from '../i18n/i18n.js';

/** Height of a row, rem. */
const ROW_REM = 4.0;

const icons: Readonly<Record<StockStatus, LucideIcon>> = { 'in-stock': PackageCheck, used: CircleCheck, lost: CircleSlash };
const tones: Readonly<Record<StockStatus, string>> = { 'in-stock': 'good', used: 'quiet-tone', lost: 'bad' };

interface StockRowsProps {
  readonly cards: readonly StockCard[];
  readonly at: number;
  readonly onChoose: (stockId: number) => void;
  readonly onNearEnd: () => void;
}

/** The matching cards; only the rows in view are rendered. */
export function StockRows({ cards, at, onChoose, onNearEnd }: StockRowsProps): ReactElement {
  const { t } = useTranslation();
  return (
    <VirtualList
      id="stock-list"
      label={t('stock.title')}
      items={cards}
      at={at}
      rowRem={ROW_REM}
      row={(card) => ({ id: stockRowId(card), className: `row floating ${tones[card.status]}`, data: { 'data-status': card.status } })}
      onChoose={({ stockId }) => {
        onChoose(stockId);
      }}
      onNearEnd={onNearEnd}
    >
      {(card) => (
        <>
          <StatusIcon status={card.status} />
          <span className="row-text">
            <strong className={card.serial === '' ? 'mono' : undefined}>{nameOfCard(card)}</strong>
            <span className="quiet">{locationOf(card)}</span>
          </span>
          <span className="row-tone">{t(`stock.word.${card.status}`)}</span>
        </>
      )}
    </VirtualList>
  );
}

/** Icon of a status, for people who cannot tell its color. */
export function StatusIcon({ status, size = 22 }: { readonly status: StockStatus; readonly size?: number }): ReactElement {
  const Icon = icons[status];
  return <Icon aria-hidden size={size} />;
}

/** Returns the display name of a card: its printed serial number, otherwise its id. */
export function nameOfCard({ serial, windowsGuid, raw }: StockCard): string {
  return serial === '' ? (windowsGuid ?? raw ?? '') : serial;
}

/** Returns where a card is, as far as the list said. */
export function locationOf({ location, box }: Pick<StockCard, 'location' | 'box'>): string {
  return [location, box].filter((part) => part !== '').join(' · ');
}

/** Returns the id of a card's row. */
export function stockRowId({ stockId }: StockCard): string {
  return `stock-${String(stockId)}`;
}

import { useVirtualizer } from '@tanstack/react-virtual';
import { CircleCheck, CircleSlash, PackageCheck, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { StockCard, StockStatus } from '../../shared/stock.js';
import { useRem } from '../design/rem.js';

/** A row's height, in letters. */
const ROW_REM = 4.0;
/** So many rows before the end the next page is fetched. */
const AHEAD = 20;

const icons: Readonly<Record<StockStatus, LucideIcon>> = { 'in-stock': PackageCheck, used: CircleCheck, lost: CircleSlash };
const tones: Readonly<Record<StockStatus, string>> = { 'in-stock': 'good', used: 'quiet-tone', lost: 'bad' };

interface StockRowsProps {
  readonly cards: readonly StockCard[];
  readonly at: number;
  readonly onChoose: (stockId: number) => void;
  readonly onNearEnd: () => void;
}

/** The found cards; only the rows in view are drawn. */
export function StockRows({ cards, at, onChoose, onNearEnd }: StockRowsProps): ReactElement {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = ROW_REM * useRem();
  const virtualizer = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    getItemKey: (index) => cards[index]?.stockId ?? index,
  });
  useEffect(() => {
    virtualizer.measure();
  }, [rowHeight, virtualizer]);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (cards.length > 0 && last >= cards.length - AHEAD) onNearEnd();
  }, [last, cards.length, onNearEnd]);
  useEffect(() => {
    if (cards.length > 0) virtualizer.scrollToIndex(at);
    // Only the choice moves the list, not what is fetched behind it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [at]);
  return (
    <div className="rows" ref={scroller}>
      <div id="stock-list" role="listbox" aria-label={t('stock.title')} className="requests-rows" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const card = cards[index];
          return card === undefined ? null : (
            <div
              key={key}
              id={stockRowId(card)}
              role="option"
              aria-selected={index === at}
              aria-posinset={index + 1}
              aria-setsize={cards.length}
              data-status={card.status}
              className={`row floating ${tones[card.status]}`}
              style={{ transform: `translateY(${String(start)}px)`, height: rowHeight }}
              onClick={() => {
                onChoose(card.stockId);
              }}
            >
              <StatusIcon status={card.status} />
              <span className="row-text">
                <strong className={card.serial === '' ? 'mono' : undefined}>{nameOfCard(card)}</strong>
                <span className="quiet">{placeOf(card)}</span>
              </span>
              <span className="row-tone">{t(`stock.word.${card.status}`)}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** A status as a sign, for those who cannot tell its colour. */
export function StatusIcon({ status, size = 22 }: { readonly status: StockStatus; readonly size?: number }): ReactElement {
  const Icon = icons[status];
  return <Icon aria-hidden size={size} />;
}

/** What a card is called: the number that is printed on it, or else its id. */
export function nameOfCard({ serial, windowsGuid, raw }: StockCard): string {
  return serial === '' ? (windowsGuid ?? raw ?? '') : serial;
}

/** Where a card lies, as far as the list said. */
export function placeOf({ location, box }: Pick<StockCard, 'location' | 'box'>): string {
  return [location, box].filter((part) => part !== '').join(' · ');
}

/** The id of a card's row. */
export function stockRowId({ stockId }: StockCard): string {
  return `stock-${String(stockId)}`;
}

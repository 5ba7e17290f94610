import { FileInput, PackageOpen, SearchX } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import type { StockSummary } from '../../shared/stock.js';
import { Empty } from '../design/empty.js';
import { takeListKey } from '../design/list-search.js';
import { Notice } from '../design/notice.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { ImportDialog } from './import-dialog.js';
import { openList } from './import-state.js';
import { StockCardDetail } from './stock-card.js';
import { StockFilters } from './stock-filters.js';
import { StockPlaces } from './stock-places.js';
import { stockRowId, StockRows } from './stock-rows.js';
import { useFoundCards, usePlaces, useStockFilter } from './stock-state.js';
import { useProjection } from '../state/station.js';
import './stock.css';

/** The card stock: cards left by location, search, and import of lists. */
export function Stock(): ReactElement {
  const summary = useProjection(({ stock }) => stock);
  const { t } = useTranslation();
  const [importing, setImporting] = useState(false);
  const close = (): void => {
    setImporting(false);
  };
  const isEmpty = Object.values(summary.counts).every((count) => count === 0);
  const may = useIsAllowed('stock/openList');
  const importButton = (
    <div className="head-action">
      <button
        type="button"
        className={isEmpty ? 'button primary' : 'button'}
        data-testid="stock-import"
        disabled={!may}
        onClick={() => {
          setImporting(true);
          void openList({ title: t('stock.import.title'), kind: t('stock.import.kind') }, close);
        }}
      >
        <FileInput aria-hidden size={18} /> {t('stock.import.do')}
      </button>
      <NotAllowed call="stock/openList" />
    </div>
  );
  return (
    <>
      {isEmpty ? (
        <main className="page" data-testid="stock">
          <div className="page-head">
            <h1>{t('stock.title')}</h1>
          </div>
          <section className="panel stock-empty">
            <Empty icon={PackageOpen} title={t('stock.empty')} hint={t('stock.emptyHint')} />
            {importButton}
          </section>
        </main>
      ) : (
        <Filled summary={summary} importButton={importButton} />
      )}
      {importing && <ImportDialog onClose={close} />}
    </>
  );
}

function Filled({ summary, importButton }: { readonly summary: StockSummary; readonly importButton: ReactElement }): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  const filter = useStockFilter();
  // Changes appear while the screen is open.
  const { rows: cards, total, loading, error: notFound, more } = useFoundCards(filter, summary.revision);
  const { places, areWhole, error: notCounted } = usePlaces(summary.revision);
  const error = notFound ?? notCounted;
  const [chosen, setChosen] = useState<number | null>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const at = Math.max(
    0,
    cards.findIndex(({ stockId }) => stockId === chosen),
  );
  const inHand = cards[at];

  useEffect(() => {
    searchBox.current?.focus();
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    takeListKey(event, {
      searchBox,
      text: filter.text,
      at,
      count: cards.length,
      onMove: (index) => {
        setChosen(cards[index]?.stockId ?? null);
      },
      onClear: () => {
        useStockFilter.setState({ text: '' });
      },
    });
  };

  return (
    <main className="split" data-testid="stock" onKeyDown={onKeyDown}>
      <section className="panel split-list" aria-label={t('stock.title')}>
        <div className="screen-head">
          <div className="head-row">
            <h1>{t('stock.title')}</h1>
            {importButton}
          </div>
          <StockFilters places={places} searchBox={searchBox} active={inHand === undefined ? undefined : stockRowId(inHand)} />
          <p className="quiet" role="status">
            {loading && cards.length === 0 ? t('stock.looking') : t('stock.found', { count: total, total: number(total) })}
          </p>
        </div>
        {error !== null && <Notice tone="bad" title={t('stock.cannot')} text={errorText(t, error)} />}
        {cards.length === 0 && !loading && error === null ? (
          <Empty id="stock-list" icon={SearchX} title={t('stock.none')} hint={t('stock.noneHint')} />
        ) : (
          <StockRows cards={cards} at={at} onChoose={setChosen} onNearEnd={more} />
        )}
      </section>
      <div className="panel split-detail stock-detail">
        {inHand !== undefined && <StockCardDetail key={inHand.stockId} card={inHand} />}
        <StockPlaces summary={summary} places={places} areWhole={areWhole} />
      </div>
    </main>
  );
}

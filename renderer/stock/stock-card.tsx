import { useState, type ReactElement } from 'react';
import type { StationError } from '../../shared/errors.js';
import { stockStatuses, type StockCard, type StockStatus } from '../../shared/stock.js';
import { Facts } from '../design/facts.js';
import { ReasonForm } from '../design/reason-form.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { call } from '../state/client.js';
import { nameOfCard, StatusIcon } from './stock-rows.js';

const tones: Readonly<Record<StockStatus, string>> = { 'in-stock': 'good', used: '', lost: 'bad' };

/** One card of the stock: its details, and what an operator can change. */
export function StockCardDetail({ card }: { readonly card: StockCard }): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormats();
  return (
    <section className="stock-card" aria-label={t('stock.card.title')} data-testid="stock-card">
      <h2 className={card.serial === '' ? 'mono' : undefined}>{nameOfCard(card)}</h2>
      <p className={`card-state ${tones[card.status]}`} data-testid="stock-card-status">
        <StatusIcon status={card.status} /> {t(`stock.word.${card.status}`)}
      </p>
      <Facts
        facts={[
          { name: t('stock.card.id'), value: card.windowsGuid ?? card.raw ?? t('stock.card.noId'), mono: card.raw !== null },
          { name: t('stock.card.raw'), value: card.windowsGuid === null ? null : card.raw, mono: true },
          { name: t('stock.card.serial'), value: card.serial },
          { name: t('stock.location'), value: card.location },
          { name: t('stock.box'), value: card.box },
          { name: t('stock.card.since'), value: date(card.changedAt) },
          { name: t('stock.card.reason'), value: card.reason },
        ]}
      />
      <Marking card={card} />
    </section>
  );
}

/** Sets a card's status by hand, with a reason for the journal. */
function Marking({ card: { stockId, status } }: { readonly card: StockCard }): ReactElement {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<StockStatus | null>(null);
  const [error, setError] = useState<StationError | null>(null);
  const may = useIsAllowed('stock/mark');

  const mark = async (next: StockStatus, reason: string): Promise<void> => {
    const answer = await call('stock/mark', { stockId, status: next, reason });
    setAsking(null);
    setError(answer.ok ? null : answer.error);
  };

  return (
    <div className="decisions" data-keys="own">
      {error !== null && <p role="alert">{errorText(t, error)}</p>}
      <NotAllowed call="stock/mark" />
      {asking === null ? (
        stockStatuses
          .filter((one) => one !== status)
          .map((one) => (
            <button
              key={one}
              type="button"
              className="button"
              disabled={!may}
              onClick={() => {
                setAsking(one);
              }}
            >
              {t(`stock.mark.${one}`)}
            </button>
          ))
      ) : (
        <ReasonForm
          action={t(`stock.mark.${asking}`)}
          onReason={(reason) => void mark(asking, reason)}
          onCancel={() => {
            setAsking(null);
          }}
        />
      )}
    </div>
  );
}

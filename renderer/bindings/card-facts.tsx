import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CardId } from '../../shared/cards.js';

interface CardFactsProps {
  readonly atr: string;
  readonly cardId: CardId | null;
  /** Its name and kind in words, where they are known. */
  readonly card?: string | null;
  /** With everything the id was made from. */
  readonly full?: boolean;
}

/** A card's identity in full, to be compared by eye. */
export function CardFacts({ atr, cardId, card = null, full = false }: CardFactsProps): ReactElement {
  const { t } = useTranslation();
  return (
    <dl className="facts">
      {card !== null && (
        <>
          <dt>{t('card.known')}</dt>
          <dd data-testid="card-known">{card}</dd>
        </>
      )}
      {cardId !== null && (
        <>
          <dt>{t('card.id')}</dt>
          <dd className="mono" data-testid="card-id">
            {cardId.text}
          </dd>
        </>
      )}
      <dt>{t('card.atr')}</dt>
      <dd className="mono" data-testid="card-atr">
        {atr}
      </dd>
      {cardId !== null && full && (
        <>
          <dt>{t('card.source')}</dt>
          <dd>
            {t(`card.sources.${cardId.source}`)}, {t('card.sources.raw')} <span className="mono">{cardId.raw}</span>
          </dd>
        </>
      )}
    </dl>
  );
}

import { memo, type ReactElement } from 'react';
import type { CardId } from '../../shared/cards.js';
import { useTranslation } from '../i18n/i18n.js';

interface CardFactsProps {
  readonly atr: string;
  readonly cardId: CardId | null;
  /** The card's second id, if it has two. */
  readonly otherId?: CardId | undefined;
  /** The card's name and kind as text, if known. */
  readonly card?: string | null;
  /** Also shows everything the id was made from. */
  readonly full?: boolean;
}

/** A card's identity for comparison by eye. */
export const CardFacts = memo(function CardFacts({ atr, cardId, otherId, card = null, full = false }: CardFactsProps): ReactElement {
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
      {otherId !== undefined && (
        <>
          <dt>{t('card.otherId')}</dt>
          <dd data-testid="card-other-id">
            <span className="mono">{otherId.text}</span> ({t(`card.sources.${otherId.source}`)}). {t('card.twoIds')}
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
});

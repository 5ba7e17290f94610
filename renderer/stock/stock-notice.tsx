import { PackageCheck } from 'lucide-react';
import { memo, type ReactElement } from 'react';
import type { StockJudgement } from '../../shared/stock.js';
import { Notice } from '../design/notice.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { locationOf } from './stock-rows.js';

/** What the stock says about a card that is about to be bound: its location, or why it should not be bound. */
export const StockNotice = memo(function StockNotice({ judgement }: { readonly judgement: StockJudgement | null }): ReactElement | null {
  const { t } = useTranslation();
  const { date } = useFormats();
  if (judgement === null) return null;
  const { card, reason, action } = judgement;
  if (reason === null) {
    if (card === null) return null;
    const inStock = t('stock.judged.inStock');
    const location = locationOf(card);
    return (
      <p className="stock-word quiet" data-testid="stock-word" data-action="off">
        <PackageCheck aria-hidden size={18} /> {location === '' ? inStock : t('punctuation.pair', { name: inStock, value: location })}
      </p>
    );
  }
  if (action === 'off') return null;
  return (
    <div role="alert" data-testid="stock-word" data-action={action}>
      <Notice
        tone={action === 'refuse' ? 'bad' : 'warn'}
        title={t(`stock.judged.title.${reason}`)}
        text={t(`stock.judged.${action}.${reason}`, { since: card === null ? '' : date(card.changedAt) })}
      />
    </div>
  );
});

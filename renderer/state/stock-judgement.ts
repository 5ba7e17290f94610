import type { StockJudgement } from '../../shared/stock.js';
import { useProjection } from './station.js';
import { useCall } from './use-call.js';

/**
 * Returns what the stock says about a card in a reader; null until answered, or while the card has no id. Follows every
 * change of the stock.
 */
export function useStockJudgement(presentationId: number, isIdentified: boolean): StockJudgement | null {
  const revision = useProjection(({ stock }) => stock.revision);
  // An unreadable stock has its own warning, and refuses every card that the settings have checked.
  const { value } = useCall('stock/judge', { presentationId }, { enabled: isIdentified, revision });
  return isIdentified ? value : null;
}

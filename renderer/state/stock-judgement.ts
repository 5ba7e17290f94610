import type { StockJudgement } from '../../shared/stock.js';
import { useStation } from './station.js';
import { useCall } from './use-call.js';

/** What the stock says of a card in a reader; null until main has said, or while the card has no id. Follows every change of the stock. */
export function useStockJudgement(presentationId: number, isIdentified: boolean): StockJudgement | null {
  const revision = useStation(({ projection }) => projection?.stock.revision ?? 0);
  // A stock that cannot be read is told of by its own warning, and refuses what policy wants asked.
  const { value } = useCall('stock/judge', { presentationId }, { enabled: isIdentified, revision });
  return isIdentified ? value : null;
}

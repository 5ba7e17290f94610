import { useEffect, useState } from 'react';
import type { StockJudgement } from '../../shared/stock.js';
import { call } from './client.js';
import { useStation } from './station.js';

interface Answer {
  readonly presentationId: number;
  readonly judgement: StockJudgement;
}

/** What the stock says of a card in a reader; null until main has said, or while the card has no id. Follows every change of the stock. */
export function useStockJudgement(presentationId: number, isIdentified: boolean): StockJudgement | null {
  const revision = useStation(({ projection }) => projection?.stock.revision ?? 0);
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    if (!isIdentified) return;
    let gone = false;
    void call('stock/judge', { presentationId }).then((said) => {
      // A stock that cannot be read is told of by its own warning, and refuses what policy wants asked.
      if (!gone && said.ok) setAnswer({ presentationId, judgement: said.value });
    });
    return () => {
      gone = true;
    };
  }, [presentationId, isIdentified, revision]);
  return isIdentified && answer?.presentationId === presentationId ? answer.judgement : null;
}

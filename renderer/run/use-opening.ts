import { useEffect, useRef } from 'react';
import { isDialogOpen } from '../state/screens.js';
import type { Projection } from '../state/projection.js';
import { openPrepared, useDesk } from '../desk/desk-state.js';
import type { NextCard } from './next-card.js';

/**
 * Opens the confirm step by itself for the person whose turn it is once their card lies in a reader, each pair once, while nothing
 * else is under way. What opened by itself goes with its card, as on the desk.
 *
 * @param held the last card has to be taken out and kept apart first
 */
export function useOpening({ requests }: Pick<Projection, 'requests'>, requestId: string, card: NextCard, held: boolean): void {
  const opened = useRef(new Set<string>());
  const isChoosing = useDesk(({ step }) => step.step === 'choosing');
  const presentationId = card.state === 'ready' ? card.presentationId : null;
  const isListed = requests.byId.has(requestId);
  useEffect(() => {
    if (presentationId === null || !isChoosing || held || !isListed || isDialogOpen()) return;
    const pair = `${requestId} ${String(presentationId)}`;
    if (opened.current.has(pair)) return;
    opened.current.add(pair);
    openPrepared(requestId, presentationId);
  }, [requestId, presentationId, isChoosing, held, isListed]);
}

import { useEffect, useRef } from 'react';
import { onceNoDialogIsOpen } from '../state/screens.js';
import { openPrepared, useDesk } from '../desk/desk-state.js';
import type { NextCard } from './next-card.js';

/**
 * Opens the confirm step automatically for the current person once their card is in a reader and no dialog is open, once per
 * pair. It closes when the card leaves, as on the desk.
 *
 * @param isListed whether the request is in the list
 * @param held whether the last card must first be taken out and kept apart
 */
export function useOpening(requestId: string, isListed: boolean, card: NextCard, held: boolean): void {
  const opened = useRef(new Set<string>());
  const isChoosing = useDesk(({ step }) => step.step === 'choosing');
  const presentationId = card.state === 'ready' ? card.presentationId : null;
  useEffect(() => {
    if (presentationId === null || !isChoosing || held || !isListed) return undefined;
    const pair = `${requestId} ${String(presentationId)}`;
    if (opened.current.has(pair)) return undefined;
    return onceNoDialogIsOpen(() => {
      opened.current.add(pair);
      openPrepared(requestId, presentationId);
    });
  }, [requestId, presentationId, isChoosing, held, isListed]);
}

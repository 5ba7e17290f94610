import { useEffect, useRef } from 'react';
import type { PreparedCard } from '../../shared/prepared.js';
import { isDialogOpen, useScreen } from '../state/screens.js';
import { useStation } from '../state/station.js';
import type { Projection } from '../state/projection.js';
import { cancel, openPrepared, useDesk } from './desk-state.js';

/**
 * Opens the confirm step automatically when a prepared card is put in and the operator is doing nothing else; once per
 * presentation. A card that came during other work is only announced, so that nothing opens unexpectedly later.
 *
 * @param idle whether the desk is unattended
 */
export function usePreparedOpening(idle: boolean): void {
  const dealtWith = useRef(new Set<number>());
  useEffect(() => {
    const look = (projection: Projection | null): void => {
      if (projection === null) return;
      closeWithCard(projection);
      for (const card of projection.prepared.cards) {
        const requestId = openedRequest(card, projection);
        if (requestId === null || dealtWith.current.has(card.presentationId)) continue;
        dealtWith.current.add(card.presentationId);
        if (!idle && isNothingUnderWay()) openPrepared(requestId, card.presentationId);
      }
    };
    look(useStation.getState().projection);
    return useStation.subscribe(({ projection }) => {
      look(projection);
    });
  }, [idle]);
}

/** Returns the request to open for a card: the only one it is prepared for, once it is in the list. */
function openedRequest({ outcome }: PreparedCard, { requests }: Projection): string | null {
  if (outcome.outcome !== 'request') return null;
  const { requestId } = outcome.request;
  return requests.byId.has(requestId) ? requestId : null;
}

/** Closes a confirm step that opened automatically when its card leaves. */
function closeWithCard({ readers }: Projection): void {
  const { step } = useDesk.getState();
  if (step.step !== 'confirming' || !step.byItself) return;
  const isThere = readers.some(({ state }) => state.state === 'card' && state.presentationId === step.presentationId);
  if (!isThere) cancel();
}

/** Returns whether the operator is doing nothing: the desk is visible, no dialog is open, nothing is typed. */
function isNothingUnderWay(): boolean {
  const { step, query } = useDesk.getState();
  if (useScreen.getState().screen !== 'desk' || step.step !== 'choosing' || query !== '' || isDialogOpen()) return false;
  const { activeElement } = document;
  const isField =
    activeElement instanceof HTMLInputElement || activeElement instanceof HTMLSelectElement || activeElement instanceof HTMLTextAreaElement;
  return !isField || activeElement.closest('.requests-search') !== null;
}

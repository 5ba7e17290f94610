import { useSyncExternalStore } from 'react';
import { PASSING_MS } from '../state/station.js';
import { useDesk, type Step } from './desk-state.js';

/**
 * Returns the step to render. The sending step is rendered only if it takes longer than {@link PASSING_MS}. A render for
 * another reason in the meantime shows the actual step.
 */
export function useDrawnStep(): Step {
  return useSyncExternalStore(onDrawnStep, () => useDesk.getState().step);
}

/**
 * Calls `draw` when the step has to be rendered again.
 *
 * @returns unsubscribes
 */
export function onDrawnStep(draw: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const unsubscribe = useDesk.subscribe(({ step }, { step: before }) => {
    if (step === before) return;
    clearTimeout(timer);
    if (step.step === 'sending' && before.step === 'confirming') timer = setTimeout(draw, PASSING_MS);
    else draw();
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}

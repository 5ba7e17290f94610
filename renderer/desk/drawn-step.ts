import { useSyncExternalStore } from 'react';
import { PASSING_MS } from '../state/station.js';
import { useDesk, type Step } from './desk-state.js';

/**
 * The step, as it is drawn: that what was confirmed is being sent is drawn only when it takes longer than
 * {@link PASSING_MS}. Whoever is drawn meanwhile for another reason is told what is true.
 */
export function useDrawnStep(): Step {
  return useSyncExternalStore(onDrawnStep, () => useDesk.getState().step);
}

/**
 * Calls when the step is to be drawn anew.
 *
 * @returns what ends it
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

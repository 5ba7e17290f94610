import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { TRAINING_KEY, useTrainingKey } from './training-key.js';

interface TrainingButtonProps {
  readonly onPress: () => void;
  /** It has the keyboard as soon as it is there. */
  readonly takesFocus?: boolean;
  readonly children: ReactNode;
}

/** What a beginner does next: the lesson's key presses it. One at a time is on the screen, and one in a dialog. */
export function TrainingButton({ onPress, takesFocus = false, children }: TrainingButtonProps): ReactElement {
  const button = useRef<HTMLButtonElement>(null);
  useTrainingKey(button);
  useEffect(() => {
    if (takesFocus) button.current?.focus();
  }, [takesFocus]);
  return (
    <button ref={button} type="button" className="button primary key-hint" aria-keyshortcuts={TRAINING_KEY} onClick={onPress}>
      {children} <kbd>{TRAINING_KEY}</kbd>
    </button>
  );
}

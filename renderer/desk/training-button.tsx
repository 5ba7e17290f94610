import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { TRAINING_KEY, useTrainingKey } from './training-key.js';

interface TrainingButtonProps {
  readonly onPress: () => void;
  /** Takes the focus when it appears. */
  readonly takesFocus?: boolean;
  readonly children: ReactNode;
}

/** Button of the lesson's next step, also pressed by the lesson's key. At most one is on the screen, and one in a dialog. */
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

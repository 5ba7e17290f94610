import { useEffect, type RefObject } from 'react';
import { isDialogOpen } from '../state/screens.js';

/** The key of what a beginner does next; no scanner types it, and no lock or system keeps it from a window. */
export const TRAINING_KEY = 'F4';

/** Has the key of the lesson press a button that is on the screen; behind a dialog, only one of the dialog's own. */
export function useTrainingKey(button: RefObject<HTMLButtonElement | null>): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const { key, altKey, ctrlKey, metaKey, shiftKey, repeat } = event;
      if (key !== TRAINING_KEY || altKey || ctrlKey || metaKey || shiftKey) return;
      const pressed = button.current;
      if (pressed === null || (isDialogOpen() && pressed.closest('[role="dialog"], [role="alertdialog"]') === null)) return;
      event.preventDefault();
      if (!repeat) pressed.click();
    };
    window.addEventListener('keydown', listen);
    return () => {
      window.removeEventListener('keydown', listen);
    };
  }, [button]);
}

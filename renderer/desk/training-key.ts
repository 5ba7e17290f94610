import { useEffect, type RefObject } from 'react';
import { isDialogOpen } from '../state/screens.js';

/** Key of the lesson's next step; no scanner types it, and no lock or system shortcut takes it. */
export const TRAINING_KEY = 'F4';

/** Lets the lesson's key press a button on the screen; while a dialog is open, only a button of the dialog. */
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

import { useEffect, type RefObject } from 'react';

/**
 * Keeps the focus in a dialog. When the focused button is disabled, Chromium moves the focus to the page without an event,
 * and Escape would no longer reach the dialog. The dialog itself takes the focus instead.
 */
export function useKeptFocus(dialog: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    const observer = new MutationObserver(() => {
      const { activeElement, body } = document;
      const isLost =
        activeElement === null || activeElement === body || (element.contains(activeElement) && activeElement.matches(':disabled'));
      if (isLost) element.focus({ preventScroll: true });
    });
    observer.observe(element, { subtree: true, childList: true, attributeFilter: ['disabled'] });
    return () => {
      observer.disconnect();
    };
  }, [dialog]);
}

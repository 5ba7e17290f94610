import { create } from 'zustand';
import { openDialog } from '../keys/press-target.js';

/** Every screen, in the order of its key: Ctrl (on a Mac: Command) and the key of its place from 1, on the digit row or the number pad. The desk is the home. */
export const screens = ['desk', 'attention', 'history', 'stock', 'prepared', 'report', 'diagnostics', 'settings'] as const;
export type Screen = (typeof screens)[number];

/** The screen that is open. */
export const useScreen = create<{ readonly screen: Screen }>(() => ({ screen: 'desk' }));

/** Opens a screen. A dialog keeps the operator where they are until it is answered. */
export function go(screen: Screen): void {
  if (isDialogOpen()) return;
  useScreen.setState({ screen });
}

/** The screen a key press asks for, or null: Ctrl or Command with a digit, or Esc, which leads home. */
export function screenOfKey(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): Screen | null {
  if (event.altKey) return null;
  if (event.ctrlKey !== event.metaKey) return screens[Number(digitOf(event)) - 1] ?? null;
  return event.key === 'Escape' && !event.ctrlKey && !event.shiftKey ? 'desk' : null;
}

/** The digit printed on a key of the digit row or the number pad: on a French or Belgian keyboard the row types it only with Shift. */
function digitOf({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  const physical = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  // A keyboard on the screen, or of a remote desktop, may not say which key it was.
  return physical ?? (code === '' ? key : '');
}

/** Whether a dialog waits for an answer. */
export function isDialogOpen(): boolean {
  return openDialog() !== null;
}

import { create } from 'zustand';

/** Every screen, in the order of its key: Ctrl (on a Mac: Command) and its place from 1. The desk is the home. */
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
export function screenOfKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): Screen | null {
  if (event.altKey || event.shiftKey) return null;
  if (event.ctrlKey !== event.metaKey) return screens[Number(event.key) - 1] ?? null;
  return event.key === 'Escape' && !event.ctrlKey ? 'desk' : null;
}

/** Whether a dialog waits for an answer. */
export function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}

import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import { create } from 'zustand';
import type * as features from '../features.js';
import { openDialog } from '../keys/press-target.js';

/** A feature's own screen. Its name in the rail is the feature's text `nav`. */
export interface FeatureScreen {
  /**
   * From 1 to 9: opens with Ctrl (on a Mac: Command) and this digit, and is the position in the rail. Screens without one follow.
   */
  readonly digit?: number;
  readonly icon: LucideIcon;
  /** Absent if the screen is part of the first chunk. */
  readonly load?: () => Promise<ComponentType>;
}

type Features = typeof features;

/** Names of the screens, which are those of their features. The desk is the start screen. */
export type Screen = { [K in keyof Features]: Features[K] extends { readonly screen: FeatureScreen } ? K : never }[keyof Features];

/** The open screen. */
export const useScreen = create<{ readonly screen: Screen }>(() => ({ screen: 'desk' }));

/** Opens a screen, unless a dialog is open. */
export function openScreen(screen: Screen): void {
  if (isDialogOpen()) return;
  useScreen.setState({ screen });
}

/** Returns whether a dialog is open. */
export function isDialogOpen(): boolean {
  return openDialog() !== null;
}

/**
 * Does something once no dialog is open: at once, or in the frame after the last one has gone. A closing dialog stays for some
 * frames, and nothing else tells when it has gone.
 *
 * @returns cancels it
 */
export function onceNoDialogIsOpen(act: () => void): () => void {
  let frame: number | null = null;
  const look = (): void => {
    frame = isDialogOpen() ? requestAnimationFrame(look) : null;
    if (frame === null) act();
  };
  look();
  return () => {
    if (frame !== null) cancelAnimationFrame(frame);
  };
}

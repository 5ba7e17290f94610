import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import { create } from 'zustand';
import type * as features from '../features.js';
import { openDialog } from '../keys/press-target.js';
import type { Projection } from './projection.js';

/** What a screen is drawn of. */
export interface ScreenProps {
  readonly projection: Projection;
  /** Milliseconds since 1970, as of the last look at the clock. */
  readonly now: number;
}

/** A feature's own screen. Its name in the rail is the text `nav` of the feature. */
export interface FeatureScreen {
  /** From 1: it opens by Ctrl (on a Mac: Command) and this digit, and has this place in the rail. */
  readonly digit: number;
  readonly icon: LucideIcon;
  /** Absent where the screen comes with the page. */
  readonly load?: () => Promise<ComponentType<ScreenProps>>;
}

type Features = typeof features;

/** The screens, by the names of their features. The desk is the home. */
export type Screen = { [K in keyof Features]: Features[K] extends { readonly screen: FeatureScreen } ? K : never }[keyof Features];

/** The screen that is open. */
export const useScreen = create<{ readonly screen: Screen }>(() => ({ screen: 'desk' }));

/** Opens a screen. A dialog keeps the operator where they are until it is answered. */
export function go(screen: Screen): void {
  if (isDialogOpen()) return;
  useScreen.setState({ screen });
}

/** Whether a dialog waits for an answer. */
export function isDialogOpen(): boolean {
  return openDialog() !== null;
}

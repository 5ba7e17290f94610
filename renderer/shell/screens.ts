import * as features from '../features.js';
import type { FeatureScreen, Screen } from '../state/screens.js';

/** Every screen, in the order of the rail. */
export const screens: readonly (FeatureScreen & { readonly name: Screen })[] = Object.entries(features)
  .flatMap(([feature, has]) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the features that have a screen are those whose names are screens'
    return 'screen' in has ? [{ name: feature as Screen, ...has.screen }] : [];
  })
  .sort((one, other) => one.digit - other.digit);

/** The screen a key press asks for, or null: Ctrl or Command with its digit on the digit row or the number pad, or Esc, which leads home. */
export function screenOfKey(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): Screen | null {
  if (event.altKey) return null;
  if (event.ctrlKey !== event.metaKey) {
    const digit = Number(digitOf(event));
    return screens.find((screen) => screen.digit === digit)?.name ?? null;
  }
  return event.key === 'Escape' && !event.ctrlKey && !event.shiftKey ? 'desk' : null;
}

/** The digit printed on a key of the digit row or the number pad: on a French or Belgian keyboard the row types it only with Shift. */
function digitOf({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  const physical = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  // A keyboard on the screen, or of a remote desktop, may not say which key it was.
  return physical ?? (code === '' ? key : '');
}

import * as features from '../features.js';
import type { FeatureScreen, Screen } from '../state/screens.js';

/** All screens, in the order of the rail. */
export const screens: readonly (FeatureScreen & { readonly name: Screen })[] = inRailOrder(
  Object.entries(features).flatMap(([feature, has]) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a feature with a screen has the screen's name
    return 'screen' in has ? [{ name: feature as Screen, ...has.screen }] : [];
  }),
);

/** Returns screens by their digits; those without one follow in the given order. */
export function inRailOrder<T extends Pick<FeatureScreen, 'digit'>>(given: readonly T[]): readonly T[] {
  return [...given].sort(({ digit: one = 10 }, { digit: other = 10 }) => one - other);
}

/**
 * Returns the screen that a key press asks for, or null: Ctrl or Command with its digit on the digit row or the number pad,
 * or Esc for the desk.
 */
export function screenOfKey(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): Screen | null {
  if (event.altKey) return null;
  if (event.ctrlKey !== event.metaKey) {
    const digit = Number(digitOf(event));
    return screens.find((screen) => screen.digit === digit)?.name ?? null;
  }
  return event.key === 'Escape' && !event.ctrlKey && !event.shiftKey ? 'desk' : null;
}

/** Returns the digit on a key of the digit row or the number pad; on a French or Belgian keyboard the row types it only with Shift. */
function digitOf({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  const physical = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  // An on-screen keyboard or a remote desktop may not report which key it was.
  return physical ?? (code === '' ? key : '');
}

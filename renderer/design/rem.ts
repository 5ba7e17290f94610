import { useStation } from '../state/station.js';

/** The sizes of letters that tokens.css gives the root, px. */
const sizes = { normal: 17, large: 20, largest: 24 } as const;

/** One rem in px, for what is measured by the program and not by the style sheets. */
export function useRem(): number {
  return sizes[useStation(({ projection }) => projection?.preferences.textSize ?? 'normal')];
}

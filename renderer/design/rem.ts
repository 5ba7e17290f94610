import { useProjection } from '../state/station.js';

/** Root font sizes of tokens.css, px. */
const sizes = { normal: 17, large: 20, largest: 24 } as const;

/** Returns one rem in px, for sizes computed in code rather than in style sheets. */
export function useRem(): number {
  return sizes[useProjection(({ preferences }) => preferences.textSize)];
}

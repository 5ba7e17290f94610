/**
 * Result of a comparison with the documentation.
 * - `as documented`: it agrees.
 * - `different`: it disagrees.
 * - `silent`: the documentation says nothing.
 * - `not seen`: no answer showed it.
 */
export type ComparisonVerdict = 'as documented' | 'different' | 'silent' | 'not seen';

export interface Comparison {
  /** The call, or object and field. */
  readonly where: string;
  /** What the documentation says. */
  readonly documented: string;
  /** What was found: counts, forms and allowed names, never a value. */
  readonly found: string;
  readonly verdict: ComparisonVerdict;
}

/** Returns counts as text, most frequent first: `GUID ×40, null ×2`. */
export function formatCounts(counts: Iterable<readonly [unknown, number]>): string {
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([what, count]) => `${String(what)} ×${String(count)}`)
    .join(', ');
}

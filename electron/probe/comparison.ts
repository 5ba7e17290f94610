/**
 * One thing that a server's answers were held against.
 * - `as documented`: the pages say it, and it is so.
 * - `different`: the pages say otherwise.
 * - `silent`: the pages say nothing, and this is how it is here.
 * - `not seen`: no answer showed it.
 */
export type ComparisonVerdict = 'as documented' | 'different' | 'silent' | 'not seen';

export interface Comparison {
  /** The call, or object and field. */
  readonly where: string;
  /** What the pages say. */
  readonly documented: string;
  /** What was found: counts, forms and allowed names, and nothing that a value said. */
  readonly found: string;
  readonly verdict: ComparisonVerdict;
}

/** Counts in words: `GUID ×40, null ×2`; the most frequent first. */
export function formatCounts(counts: Iterable<readonly [unknown, number]>): string {
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([what, count]) => `${String(what)} ×${String(count)}`)
    .join(', ');
}

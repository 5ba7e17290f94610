import { foldedWords } from '../../shared/fold.js';
import type { RequestView } from '../../shared/requests.js';
import { foldedOf } from './search.js';

/** How many near requests are worth showing: a longer list helps nobody. */
const MOST = 50;

const HOLDS_DIGIT = /\p{N}/u;

/** How many slips of the fingers a word may have: none where a slip would make another word, or another number, of it. */
function slipsIn(word: string): number {
  if (HOLDS_DIGIT.test(word)) return 0;
  return word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
}

/**
 * How far a word is from the nearest beginning of another, in slips: a letter too many, too few, another one, or two
 * that changed places (optimal string alignment). The other's beginning is enough, for words are found as they are typed.
 *
 * @param most more slips than these need not be told apart
 * @returns the number of slips; more than `most` when they are too many
 */
export function slipsTo(word: string, other: string, most: number): number {
  const columns = Math.min(other.length, word.length + most);
  let before: readonly number[] = [];
  let last = Array.from({ length: columns + 1 }, (_none, column) => column);
  for (let row = 1; row <= word.length; row += 1) {
    const next = [row];
    let least = row;
    for (let column = 1; column <= columns; column += 1) {
      const same = word[row - 1] === other[column - 1];
      let slips = Math.min((last[column - 1] ?? 0) + (same ? 0 : 1), (last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1);
      if (row > 1 && column > 1 && word[row - 1] === other[column - 2] && word[row - 2] === other[column - 1]) {
        slips = Math.min(slips, (before[column - 2] ?? 0) + 1);
      }
      next.push(slips);
      least = Math.min(least, slips);
    }
    if (least > most) return least;
    before = last;
    last = next;
  }
  return Math.min(...last);
}

/**
 * Requests whose words are nearly those of a query, for when none holds them as they were typed. It is work for many
 * milliseconds in a long list, so it is done a step at a time: one request a step.
 *
 * @returns the nearest, those with the fewest slips first, else in the order of the list; none when the query leaves no
 *   room for slips
 */
export function* lookNear(requests: readonly RequestView[], query: string): Generator<void, readonly RequestView[]> {
  const asked = foldedWords(query).map((word) => ({ word, most: slipsIn(word), known: new Map<string, number>() }));
  if (asked.every(({ most }) => most === 0)) return [];
  const found: { readonly request: RequestView; readonly slips: number }[] = [];
  for (const request of requests) {
    yield;
    const { words } = foldedOf(request);
    // The same names, departments and templates come again and again.
    const parts = words.split(/[\s.,@\\/-]+/).filter((part) => !HOLDS_DIGIT.test(part));
    let all = 0;
    for (const { word, most, known } of asked) {
      const slips = words.includes(word) ? 0 : most === 0 ? Infinity : Math.min(...parts.map((part) => slipsOnce(known, word, part, most)));
      all += slips > most ? Infinity : slips;
    }
    if (all < Infinity) found.push({ request, slips: all });
  }
  return found
    .sort((a, b) => a.slips - b.slips)
    .slice(0, MOST)
    .map(({ request }) => request);
}

function slipsOnce(known: Map<string, number>, word: string, other: string, most: number): number {
  let slips = known.get(other);
  if (slips === undefined) {
    slips = slipsTo(word, other, most);
    known.set(other, slips);
  }
  return slips;
}

import { foldedWords } from '../../shared/fold.js';
import type { RequestView } from '../../shared/requests.js';
import { searchedWords } from './search.js';

/** Maximum number of approximate matches; a longer list is no help. */
const MOST = 50;

const HOLDS_DIGIT = /\p{N}/u;

/** Returns how many typing errors a word may have: none if an error would turn it into another word or number. */
function slipsIn(word: string): number {
  if (HOLDS_DIGIT.test(word)) return 0;
  return word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
}

/**
 * Returns the number of typing errors between a word and the nearest beginning of another: a letter too many, missing,
 * replaced or swapped with its neighbor (optimal string alignment). Compares with beginnings because the search runs while
 * the operator types.
 *
 * @param most maximum to distinguish
 * @returns the number of errors; more than `most` if there are too many
 */
export function typingErrors(word: string, other: string, most: number): number {
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
 * Finds requests whose words are similar to those of a query, for when no request matches exactly. Takes many milliseconds
 * for a long list, so it works in steps, one request each.
 *
 * @returns the nearest ones, fewest errors first, then in list order; empty if the query allows no errors
 */
export function* findSimilar(requests: readonly RequestView[], query: string): Generator<void, readonly RequestView[]> {
  const asked = foldedWords(query).map((word) => ({ word, most: slipsIn(word), known: new Map<string, number>() }));
  if (asked.every(({ most }) => most === 0)) return [];
  const found: { readonly request: RequestView; readonly slips: number }[] = [];
  const wordsOf = searchedWords(requests);
  for (const [number, request] of requests.entries()) {
    yield;
    const words = wordsOf(number);
    // The same names, departments and templates occur again and again.
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
    slips = typingErrors(word, other, most);
    known.set(other, slips);
  }
  return slips;
}

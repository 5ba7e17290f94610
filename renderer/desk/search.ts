import { fold, foldedWords, foldForSearch } from '../../shared/fold.js';
import type { RequestView } from '../../shared/requests.js';
import { runAll } from './time-slices.js';
import { Alphabet, countOf, inBoth, inEither, itemsIn, TextIndex } from './text-index.js';

/** Returns everything of a request that is read and typed as words, folded. */
function wordsOf({ person, profileTemplate, comment }: RequestView): string {
  const who =
    person.state === 'resolved'
      ? `${foldForSearch(person.name)}\n${fold([person.account, person.department, person.employeeId].join('\n'))}`
      : '';
  return `${who}\n${fold(profileTemplate.name ?? '')}\n${fold(comment)}`;
}

/** Returns everything of a request that is an id. */
function idsOf({ requestId, person }: RequestView): string {
  return `${requestId}\n${person.userId}`.toLowerCase();
}

// Digits of numbers are one group, because any of them is in almost every text.
const wordAlphabet = new Alphabet(['0123456789', ...Array.from('abcdefghijklmnopqrstuvwxyz')]);
const idAlphabet = new Alphabet(Array.from('0123456789abcdef'));

interface Indexes {
  readonly words: TextIndex<RequestView>;
  readonly ids: TextIndex<RequestView>;
}

/** The indexes of the last long list; the next one differs from it in few requests. */
let last: Indexes | null = null;

/**
 * Builds the search index in steps, one request each, before anyone searches; building it at once would be noticeable in a
 * long list.
 */
export function* buildIndexes(requests: readonly RequestView[]): Generator<void, Indexes> {
  const known = indexesOnce.get(requests);
  if (known !== undefined) return known;
  const words = yield* TextIndex.of(requests, wordsOf, wordAlphabet, last?.words ?? null);
  const ids = yield* TextIndex.of(requests, idsOf, idAlphabet, last?.ids ?? null);
  const indexes = { words, ids };
  indexesOnce.set(requests, indexes);
  // A short list beside it, such as that of requests that cannot be bound, has nothing in common with it.
  if (requests.length * 2 >= (last?.words.size ?? 0)) last = indexes;
  return indexes;
}

/** Part of an id. Shorter parts occur in most ids by chance. */
const PART_OF_ID = /^[0-9a-f-]{4,}$/;

const indexesOnce = new WeakMap<readonly RequestView[], Indexes>();

function indexesOf(requests: readonly RequestView[]): Indexes {
  return indexesOnce.get(requests) ?? runAll(buildIndexes(requests));
}

/** Returns the words by which the search finds each request, folded. */
export function searchedWords(requests: readonly RequestView[]): (number: number) => string {
  const { words } = indexesOf(requests);
  return (number) => words.text(number);
}

/** Returns the requests that contain every word of the query; all of them for an empty query. Keeps the order. */
export function search(requests: readonly RequestView[], query: string): readonly RequestView[] {
  // The longest word leaves the fewest candidates for the others.
  const [longest, ...others] = [...foldedWords(query)].sort((a, b) => b.length - a.length);
  if (longest === undefined || requests.length === 0) return requests;
  const { words, ids } = indexesOf(requests);
  const holding = (word: string): Uint32Array =>
    PART_OF_ID.test(word) ? inEither(words.holding(word), ids.holding(word)) : words.holding(word);
  const found = others.reduce((held, word) => inBoth(held, holding(word)), holding(longest));
  if (countOf(found) === requests.length) return requests;
  return itemsIn(found, requests);
}

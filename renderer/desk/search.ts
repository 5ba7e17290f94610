import { fold, foldedWords, foldForSearch } from '../../shared/fold.js';
import type { RequestView } from '../../shared/requests.js';
import { runAll } from './time-slices.js';
import { TextIndex } from './text-index.js';

/** Searchable texts of a request, folded; cached per request, because every new list of requests needs them again. */
export interface SearchTexts {
  /** The person's name; empty while unknown. */
  readonly name: string;
  /** Everything that is read and typed as words. */
  readonly words: string;
  /** Everything that is an id. */
  readonly ids: string;
}

const foldedOnce = new WeakMap<RequestView, SearchTexts>();

/** Returns a request's folded texts. */
export function searchTextsOf(request: RequestView): SearchTexts {
  let folded = foldedOnce.get(request);
  if (folded === undefined) {
    const { person, profileTemplate, requestId, comment } = request;
    const name = person.state === 'resolved' ? fold(person.name) : '';
    const who = person.state === 'resolved' ? fold([person.account, person.department, person.employeeId].join('\n')) : '';
    const words = [person.state === 'resolved' ? foldForSearch(person.name) : '', who, fold(profileTemplate.name ?? ''), fold(comment)]
      .join('\n')
      .replaceAll('\0', ' ');
    folded = { name, words, ids: `${requestId}\n${person.userId}`.toLowerCase() };
    foldedOnce.set(request, folded);
  }
  return folded;
}

/**
 * Builds the search index in steps, one request each, before anyone searches; building it at once would be noticeable in a
 * long list.
 */
export function* buildIndexes(requests: readonly RequestView[]): Generator<void, Indexes> {
  const words = yield* TextIndex.of(requests, (request) => searchTextsOf(request).words);
  const ids = yield* TextIndex.of(requests, (request) => searchTextsOf(request).ids);
  const indexes = { words, ids };
  indexesOnce.set(requests, indexes);
  return indexes;
}

/** Part of an id. Shorter parts occur in most ids by chance. */
const PART_OF_ID = /^[0-9a-f-]{4,}$/;

interface Indexes {
  readonly words: TextIndex;
  readonly ids: TextIndex;
}

const indexesOnce = new WeakMap<readonly RequestView[], Indexes>();

function indexesOf(requests: readonly RequestView[]): Indexes {
  return indexesOnce.get(requests) ?? runAll(buildIndexes(requests));
}

/** Returns the requests that contain every word of the query; all of them for an empty query. Keeps the order. */
export function search(requests: readonly RequestView[], query: string): readonly RequestView[] {
  // The longest word leaves the fewest candidates for the others.
  const [longest, ...others] = [...foldedWords(query)].sort((a, b) => b.length - a.length);
  if (longest === undefined) return requests;
  const { words, ids } = indexesOf(requests);
  const isPartOfId = (word: string): boolean => PART_OF_ID.test(word);
  const held = words.holding(longest);
  const numbers = isPartOfId(longest) ? [...new Set([...held, ...ids.holding(longest)])].sort((a, b) => a - b) : held;
  const rest = others.map((word) => ({ word, ids: isPartOfId(word) ? ids : null }));
  const left =
    rest.length === 0
      ? numbers
      : numbers.filter((number) => rest.every(({ word, ids: inIds }) => words.holds(number, word) || inIds?.holds(number, word) === true));
  if (left.length === requests.length) return requests;
  // Allocated at full length: an array that grows to tens of thousands is copied a dozen times.
  const found = new Array<RequestView>(left.length);
  let count = 0;
  for (const number of left) {
    const request = requests[number];
    if (request !== undefined) found[count++] = request;
  }
  found.length = count;
  return found;
}

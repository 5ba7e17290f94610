import { fold, foldedWords } from '../../shared/fold.js';
import type { RequestView } from '../../shared/requests.js';

export type Sort = 'byAge' | 'byNewest' | 'byName';

const foldedTexts = new WeakMap<RequestView, string>();

/** Everything of a request an operator may look for, folded; kept per request, for it is asked for on every key. */
function foldedText(request: RequestView): string {
  let text = foldedTexts.get(request);
  if (text === undefined) {
    const { person, profileTemplate, requestId, comment } = request;
    const who = person.state === 'resolved' ? [person.name, person.account, person.department, person.employeeId] : [];
    text = fold([...who, person.userId, requestId, profileTemplate.name ?? '', comment].join('\n'));
    foldedTexts.set(request, text);
  }
  return text;
}

/** The requests that hold every word of the query somewhere; all of them for an empty one. Keeps the order. */
export function search(requests: readonly RequestView[], query: string): readonly RequestView[] {
  const words = foldedWords(query);
  if (words.length === 0) return requests;
  return requests.filter((request) => {
    const text = foldedText(request);
    return words.every((word) => text.includes(word));
  });
}

/** The requests in an order; equal ones by their ids, so that the list never jumps. */
export function sorted(requests: Iterable<RequestView>, sort: Sort): readonly RequestView[] {
  const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
  const nameOf = ({ person }: RequestView): string => (person.state === 'resolved' ? person.name : '\uffff');
  const by: Record<Sort, (a: RequestView, b: RequestView) => number> = {
    byAge: (a, b) => compare(a.submittedAt, b.submittedAt),
    byNewest: (a, b) => compare(b.submittedAt, a.submittedAt),
    byName: (a, b) => collator.compare(nameOf(a), nameOf(b)),
  };
  return [...requests].sort((a, b) => by[sort](a, b) || compare(a.requestId, b.requestId));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

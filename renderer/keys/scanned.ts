import type { ScannerPreferences } from '../../shared/preferences.js';
import type { RequestView } from '../../shared/requests.js';
import { requestIdIn, type Scan } from './scan.js';

/** Returns whether typed text is a scan, by how it was typed and how it ended. */
export function isScan({ byMachine, suffix }: Pick<Scan, 'byMachine' | 'suffix'>, scanner: ScannerPreferences): boolean {
  if (!byMachine) return false;
  switch (suffix) {
    case 'enter':
    case 'crlf':
      return true;
    case 'tab':
      return scanner.suffix === 'auto' || scanner.suffix === 'tab';
    case 'none':
      // More may follow, so it is not certain to be complete: it opens a request automatically only if the scanner is set to
      // no suffix.
      return scanner.suffix === 'none';
  }
}

/** Returns the requests that a scan names by a complete request id or employee number, never by a part of either. */
export function requestsOfScan(
  requests: readonly RequestView[],
  { text, headless }: Pick<Scan, 'text' | 'headless'>,
): readonly RequestView[] {
  const requestId = requestIdIn(text);
  if (requestId !== null) return requests.filter((request) => request.requestId === requestId);
  return headless ? [] : requests.filter((request) => isNumberOf(request, text));
}

/**
 * Returns the requests that a scan names at the desk: bindable ones, otherwise those that cannot be bound, which are shown
 * with the reason.
 *
 * @param offer the requests of the list, by bindability
 */
export function namedAtDesk(
  offer: { readonly bindable: readonly RequestView[]; readonly cannot: readonly RequestView[] },
  scan: Pick<Scan, 'text' | 'headless'>,
): { readonly requests: readonly RequestView[]; readonly isBindable: boolean } {
  const bindable = requestsOfScan(offer.bindable, scan);
  return bindable.length > 0
    ? { requests: bindable, isBindable: true }
    : { requests: requestsOfScan(offer.cannot, scan), isBindable: false };
}

/**
 * Returns whether a machine-typed text names a request's person by a complete word, or contains no number that could be part
 * of another.
 */
export function isNamedBy(request: RequestView, text: string): boolean {
  if (!/\d/.test(text)) return true;
  const { person } = request;
  return (
    request.requestId === requestIdIn(text) || isNumberOf(request, text) || (person.state === 'resolved' && same(person.account, text))
  );
}

function isNumberOf({ person }: RequestView, text: string): boolean {
  return person.state === 'resolved' && person.employeeId !== '' && same(person.employeeId, text);
}

function same(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

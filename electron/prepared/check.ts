import type { StationError } from '../../shared/errors.js';
import type { MismatchAction, PreparedCheck, PreparedOutcome } from '../../shared/prepared.js';
import type { RequestView } from '../../shared/requests.js';
import { matchesRequest, type ParsedLine } from './parsed-line.js';
import { requestOf } from './resolve.js';

/** The lines about a card and a request to bind. */
export interface MatchingLines {
  /** The line about the card with its outcome; null: none. */
  readonly ofCard: { readonly assignment: ParsedLine; readonly outcome: PreparedOutcome } | null;
  /** The lines about the request. */
  readonly ofRequest: readonly ParsedLine[];
}

/** Returns what the files say about binding a card to a request. A pure function, used by the screen and by the confirmation. */
export function checkCardAndRequest({ ofCard, ofRequest }: MatchingLines, request: RequestView): PreparedCheck {
  if (ofCard === null) {
    const [by] = ofRequest;
    return by === undefined ? { check: 'none' } : { check: 'request-for-another', by: by.view };
  }
  const { assignment, outcome } = ofCard;
  if (!matchesRequest(assignment, request)) return { check: 'card-for-another', by: assignment.view, request: requestOf(outcome) };
  const others = ofRequest.filter((other) => other !== assignment);
  const [other] = others;
  if (other !== undefined) {
    return ofRequest.includes(assignment)
      ? { check: 'unclear', by: assignment.view, why: 'contested' }
      : { check: 'request-for-another', by: other.view };
  }
  if (outcome.outcome === 'person-ambiguous') return { check: 'unclear', by: assignment.view, why: 'person-ambiguous' };
  return { check: 'fits', by: assignment.view };
}

/** Returns why the files refuse a binding; null if they do not. If settings only warn, nothing is refused. */
export function refusalOf(check: PreparedCheck, otherwise: MismatchAction): StationError | null {
  if (otherwise === 'warn' || !isOtherwise(check)) return null;
  const { file, line } = check.by;
  if (check.check === 'request-for-another') return { code: 'request-prepared-for-another', file, line, card: check.by.card };
  const { request } = check;
  return {
    code: 'card-prepared-for-another',
    file,
    line,
    requestId: request?.requestId ?? check.by.requestId,
    personName: request?.person.state === 'resolved' ? request.person.name : (check.by.person[0]?.value ?? null),
  };
}

/** Whether the files prepare something else. */
export function isOtherwise(check: PreparedCheck): check is Extract<PreparedCheck, { check: 'card-for-another' | 'request-for-another' }> {
  return check.check === 'card-for-another' || check.check === 'request-for-another';
}

import type { BindingView } from '../../shared/bindings.js';
import type { BoundCard, PreparedOutcome } from '../../shared/prepared.js';
import type { RequestView } from '../../shared/requests.js';
import { isPerson, isTemplate, matchesRequest, type ParsedLine } from './parsed-line.js';
import type { RequestIndex } from './request-index.js';

/** The requests and people that a line is resolved against. */
export interface ResolveContext {
  /** Null: the list of requests was never fetched. */
  readonly requests: Pick<RequestIndex, 'get' | 'ofUser' | 'usersWritten'> | null;
  /** Returns this station's binding that claims the line's card, or a request. */
  readonly claimOfCard: (cardId: ParsedLine['cardId']) => BindingView | null;
  readonly claimOfRequest: (requestId: string) => BindingView | null;
}

/** Returns a line's outcome on its own, so never `contested`. Pure. */
export function resolve(assignment: ParsedLine, world: ResolveContext): Exclude<PreparedOutcome, { outcome: 'contested' }> {
  const { view, cardId } = assignment;
  const ofCard = world.claimOfCard(cardId);
  if (ofCard !== null) {
    if (!matchesRequest(assignment, ofCard.request)) return { outcome: 'already-bound', what: 'card', bound: boundRef(ofCard) };
    return { outcome: ofCard.state.state === 'bound' ? 'done' : 'under-way', bound: boundRef(ofCard) };
  }
  return view.requestId === null ? byPerson(assignment, world) : byRequest(assignment, view.requestId, world);
}

function byRequest(
  { view, personKeys }: ParsedLine,
  requestId: string,
  { requests, claimOfRequest }: ResolveContext,
): ReturnType<typeof resolve> {
  const claim = claimOfRequest(requestId);
  if (claim !== null) return { outcome: 'already-bound', what: 'request', bound: boundRef(claim) };
  if (requests === null) return { outcome: 'list-unknown' };
  const request = requests.get(requestId);
  if (request === undefined) return { outcome: 'request-gone' };
  if (!isPerson(personKeys, request.person)) return { outcome: 'person-differs', request };
  return isTemplate(view.template, request.profileTemplate) ? { outcome: 'request', request } : { outcome: 'template-differs', request };
}

function byPerson({ view, personKeys }: ParsedLine, { requests, claimOfRequest }: ResolveContext): ReturnType<typeof resolve> {
  if (requests === null) return { outcome: 'list-unknown' };
  const [userId, ...others] = requests.usersWritten(personKeys);
  if (userId === undefined) return { outcome: view.person.some(({ by }) => by === 'userId') ? 'no-request' : 'person-unknown' };
  if (others.length > 0) return { outcome: 'person-ambiguous', count: others.length + 1 };
  const all = requests.ofUser(userId);
  const [first] = all;
  if (first === undefined) return { outcome: 'no-request' };
  const fitting = all.filter(({ profileTemplate }) => isTemplate(view.template, profileTemplate));
  const [only] = fitting;
  if (only === undefined) return { outcome: 'template-differs', request: first };
  const claim = claimOfRequest(only.requestId);
  const [free, ...more] = fitting.filter(({ requestId }) => claimOfRequest(requestId) === null);
  if (free === undefined)
    return claim === null ? { outcome: 'no-request' } : { outcome: 'already-bound', what: 'request', bound: boundRef(claim) };
  return more.length === 0
    ? { outcome: 'request', request: free }
    : { outcome: 'several-requests', person: free.person, count: more.length + 1 };
}

function boundRef({ bindingId, request, cardId, confirmedAt }: BindingView): BoundCard {
  return { bindingId, requestId: request.requestId, person: request.person, cardId: cardId.text, at: confirmedAt };
}

/** Returns the request of an outcome if it means exactly one open request. */
export function requestOf(outcome: PreparedOutcome): RequestView | null {
  return outcome.outcome === 'request' || outcome.outcome === 'contested' ? outcome.request : null;
}

import { overridable, type Approval } from '../../shared/approvals.js';
import type { BindingState, BindingView, OperatorView } from '../../shared/bindings.js';
import type { CardId, Identification } from '../../shared/cards.js';
import type { UnreadableRow } from '../../shared/diagnostics.js';
import type { StationError } from '../../shared/errors.js';
import type { MismatchAction, PreparedCheck } from '../../shared/prepared.js';
import { bindableView, type RequestView } from '../../shared/requests.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { CmClient } from '../cm/client.js';
import { isReusable, blockingSmartcard } from '../cm/card-ownership.js';
import type { AskContext } from './ask-server.js';
import { isOtherwise, refusalOf } from '../prepared/check.js';
import type { StockObjection } from '../stock/stock-gate.js';
import { JournalError, type IntendOutcome, type Journal } from '../store/journal.js';
import { whyNotBindable, type ShownRequest, type WhyNotBindable } from '../requests/why-not-bindable.js';

/** A card that is in a reader now, by the presentation the operator saw. */
export interface CardToBind {
  readonly readerName: string;
  readonly atr: string;
  readonly identification: Identification;
}

export interface ConfirmBindingDeps {
  readonly journal: Pick<Journal, 'claimOf' | 'archivedClaimOf' | 'unreadableAbout' | 'note'>;
  readonly cm: Pick<CmClient, 'getRequest' | 'findSmartcardByCardId'>;
  readonly readers: {
    presentation(presentationId: number): CardToBind | undefined;
    identifyAgain(presentationId: number): Promise<Identification>;
  };
  readonly shownRequest: (requestId: string) => ShownRequest | undefined;
  /** What request and card are judged by, as it is known by then. */
  readonly askContext: () => AskContext;
  /** The name of a user, where a people source knows it. */
  readonly personName: (userId: string) => Promise<string | null>;
  /** Whether a request whose person has no known name may be bound: the administrator's policy. */
  readonly bindUnresolvedPeople: boolean;
  /** What the stock of cards has against a card, by the administrator's policy. */
  readonly stockObjection: StockObjection;
  /** Whether, and how old a list of requests, may be bound from while the server cannot be reached. */
  readonly offline: { readonly accept: boolean; readonly longestAgeHours: number };
  /** What prepared files say about a card and a request, and whether who binds otherwise is warned or refused. */
  readonly prepared: { readonly check: (cardId: CardId, request: RequestView) => PreparedCheck; readonly otherwise: MismatchAction };
  /** What the run that is under way has against the pair, by what the files say; nobody may approve it. */
  readonly runObjection: (said: PreparedCheck, requestId: string) => StationError | null;
  /** When the list of requests was last fetched whole. */
  readonly requestsFetchedAt: () => string | null;
  readonly newId: () => string;
  /** The short number by which the card is told from others while its binding is open. */
  readonly nextSlip: () => number;
  readonly now: () => Date;
  /** Why whoever works here may not bind any more: somebody else may have taken over while the server was asked. */
  readonly barred: () => StationError | null;
  /** Writes the binding into the journal and takes it from there to the server. @throws JournalError */
  readonly begin: (binding: BindingView, approval: Approval | undefined, reuses: string | undefined) => Promise<IntendOutcome>;
}

/** What an operator confirmed. */
interface Confirmed {
  readonly requestId: string;
  readonly presentationId: number;
  readonly seen: OperatorView;
  readonly printedSerial?: string | undefined;
}

/**
 * Confirms a binding: the one place where a card and a request are put together. The card's id and ATR come from
 * the reader by presentation, never from the caller; everything the operator saw is checked anew, here and at the
 * server, before the intent is written; and the intent is durable before anything leaves the machine.
 *
 * @param approval a second person's, of the refusals it names and no others; journalled with the intent
 * @returns the binding as journalled, or why nothing was done
 */
export async function confirmBinding(
  deps: ConfirmBindingDeps,
  { requestId, presentationId, seen, printedSerial }: Confirmed,
  approval: Approval | null = null,
): Promise<Result<BindingView>> {
  const card = identifiedCard(deps, presentationId);
  if (!card.ok) return card;
  const shown = deps.shownRequest(requestId);
  if (shown === undefined) return fail({ code: 'request-unknown' });
  const changed = changedSince(seen, shown.view, card.value.cardId);
  if (changed !== null) return fail(changed);
  const kind = bindableView(shown.view, deps.askContext().bindable.rule);
  if (!kind.bindable) return fail(notBindable(kind.reason, shown.view.type));
  if (shown.view.person.state === 'unresolved' && !deps.bindUnresolvedPeople && !isApproved(approval, 'person-unresolved')) {
    return fail({ code: 'person-unresolved' });
  }
  const { prepared, runObjection } = deps;
  const saidBefore = prepared.check(card.value.cardId, shown.view);
  const heldByRun = runObjection(saidBefore, requestId);
  if (heldByRun !== null) return fail(heldByRun);
  const refused = refusalOf(saidBefore, prepared.otherwise);
  if (refused !== null && !isApproved(approval, refused.code)) return fail(refused);

  try {
    const checking = Promise.all([
      // First, for it takes longest.
      checkCardInReader(deps, presentationId, card.value.cardId),
      checkRequest(deps, shown),
      checkCardAtServer(deps, card.value.cardId),
    ]);
    // Where the journal objects, or fails, nobody waits for them any more; all they do is ask.
    checking.catch(() => undefined);
    const claim = await claimed(deps, requestId, card.value.cardId.text);
    if (claim !== null && claim.bindingId === null) return fail(claim.error);
    const [inReader, atServer, { objection: cardAtServer, isReusable: isFreeAgain }] = await checking;
    // A card that was bound here is free again only by the server's word.
    if (claim !== null && !isFreeAgain) return fail(claim.error);
    // Silence of the server on one question must not hide what it said on another.
    const objections = [inReader, atServer, cardAtServer].filter((found) => found !== null);
    const objection = objections.find(({ code }) => code !== 'line-down') ?? objections[0] ?? null;
    const offline = objection === null ? null : offlineStart(deps, objection, approval);
    if (offline !== null && 'objection' in offline) return fail(offline.objection);
    const stockObjection = await deps.stockObjection({ cardId: card.value.cardId, requestId, printedSerial });
    if (stockObjection !== null && !isApproved(approval, stockObjection.code)) return fail(stockObjection);
    // The card may have left while the server answered.
    const still = identifiedCard(deps, presentationId);
    if (!still.ok) return still;
    // And a file may have come.
    const said = prepared.check(card.value.cardId, shown.view);
    const heldNow = runObjection(said, requestId);
    if (heldNow !== null) return fail(heldNow);
    const refusedNow = refusalOf(said, prepared.otherwise);
    if (refusedNow !== null && !isApproved(approval, refusedNow.code)) return fail(refusedNow);

    const bindingId = deps.newId();
    if (isOtherwise(said)) {
      const { file, line } = said.by;
      await deps.journal.note('prepared-otherwise', {
        bindingId,
        said: said.check,
        file,
        line,
        requestId,
        cardId: card.value.cardId.text,
      });
    }
    const barred = deps.barred();
    if (barred !== null) return fail(barred);
    const written = await deps.begin(
      {
        bindingId,
        request: shown.view,
        approvedStatus: shown.approvedStatus,
        cardId: card.value.cardId,
        atr: card.value.atr,
        readerName: card.value.readerName,
        confirmedAt: deps.now().toISOString(),
        slipNumber: deps.nextSlip(),
        state: offline?.start ?? { state: 'intended' },
      },
      approval ?? undefined,
      claim?.bindingId ?? undefined,
    );
    switch (written.outcome) {
      case 'written':
        return ok(written.binding);
      case 'unreadable':
        return fail(unreadableRow(written.by));
      case 'request-claimed':
        return fail(requestBoundHere(written.by));
      case 'card-claimed':
        return fail(cardBoundHere(written.by));
      case 'request-archived':
      case 'card-archived':
        return fail({ code: written.outcome, ...written.by });
    }
  } catch (error) {
    if (error instanceof JournalError) return fail({ code: 'journal-failed', detail: error.message.slice(0, 2000) });
    throw error;
  }
}

/**
 * Where a binding starts that the server could not be asked about: in the queue, where policy accepts that and the
 * server was simply out of reach; else the objection stands. Nothing was sent, and the server is asked before it is.
 */
function offlineStart(
  { offline, requestsFetchedAt, now }: ConfirmBindingDeps,
  objection: StationError,
  approval: Approval | null,
): { readonly start: BindingState } | { readonly objection: StationError } {
  if (objection.code !== 'line-down' || !offline.accept) return { objection };
  const { error } = objection;
  const fetchedAt = requestsFetchedAt();
  if ((error.code !== 'network' && error.code !== 'timeout') || fetchedAt === null) return { objection };
  const age = now().getTime() - Date.parse(fetchedAt);
  // A negative age is a clock that was set back: nobody can say how old the list is.
  if ((age < 0 || age > offline.longestAgeHours * 3_600_000) && !isApproved(approval, 'requests-too-old')) {
    return { objection: { code: 'requests-too-old', fetchedAt, longestAgeHours: offline.longestAgeHours } };
  }
  const nextTryAt = now().toISOString();
  return { start: { state: 'waiting', attempt: 0, nextTryAt, mayHaveReached: false, error, checks: 0 } };
}

/** Whether a second person has overridden a refusal of the station's own policy. What else refuses asks nobody. */
function isApproved(approval: Approval | null, code: StationError['code']): boolean {
  return overridable.some((row) => row.code === code) && (approval?.refusals.includes(code) ?? false);
}

/** Why what the operator saw is not what would be bound now, or null. */
function changedSince(seen: OperatorView, { person, profileTemplate }: RequestView, cardId: CardId): StationError | null {
  if (cardId.text !== seen.cardId) return { code: 'card-changed' };
  const same = person.userId === seen.userId && profileTemplate.profileTemplateId === seen.profileTemplateId;
  return same ? null : { code: 'request-not-bindable', reason: 'changed' };
}

interface IdentifiedCard {
  readonly cardId: CardId;
  readonly atr: string;
  readonly readerName: string;
}

function identifiedCard({ readers }: ConfirmBindingDeps, presentationId: number): Result<IdentifiedCard> {
  const card = readers.presentation(presentationId);
  if (card === undefined) return fail({ code: 'card-left' });
  const { identification, atr, readerName } = card;
  switch (identification.state) {
    case 'identified':
      return ok({ cardId: identification.cardId, atr, readerName });
    case 'unidentified':
      return fail({ code: 'card-unidentified', problem: identification.problem });
    case 'identifying':
      return fail({ code: 'card-unidentified', problem: null });
  }
}

/** What of this station's own is in the way. */
interface Claimed {
  readonly error: StationError;
  /** The binding that is bound, whose card may have been retired since; null: nothing lifts the error. */
  readonly bindingId: string | null;
}

async function claimed({ journal }: ConfirmBindingDeps, requestId: string, cardId: string): Promise<Claimed | null> {
  // First, for a row that cannot be read may be a claim too.
  const unreadable = await journal.unreadableAbout({ requestId, cardId });
  if (unreadable !== null) return { error: unreadableRow(unreadable), bindingId: null };
  const [byRequest, byCard, archivedRequest, archivedCard] = await Promise.all([
    journal.claimOf({ requestId }),
    journal.claimOf({ cardId }),
    journal.archivedClaimOf({ requestId }),
    journal.archivedClaimOf({ cardId }),
  ]);
  if (byRequest !== null) return { error: requestBoundHere(byRequest), bindingId: null };
  if (archivedRequest !== null) return { error: { code: 'request-archived', ...archivedRequest }, bindingId: null };
  if (byCard !== null) return { error: cardBoundHere(byCard), bindingId: byCard.state.state === 'bound' ? byCard.bindingId : null };
  return archivedCard === null ? null : { error: { code: 'card-archived', ...archivedCard }, bindingId: archivedCard.bindingId };
}

function notBindable(reason: WhyNotBindable, type: number): StationError {
  // The number is told where the reason is about it.
  return { code: 'request-not-bindable', reason, ...(reason === 'about-a-card' ? { type } : {}) };
}

async function checkRequest({ cm, askContext }: ConfirmBindingDeps, shown: ShownRequest): Promise<StationError | null> {
  const asked = await cm.getRequest(shown.view.requestId);
  if (!asked.ok) {
    return asked.error.code === 'not-found' ? { code: 'request-not-bindable', reason: 'gone' } : { code: 'line-down', error: asked.error };
  }
  const reason = whyNotBindable(asked.value, shown, askContext().bindable);
  return reason === null ? null : notBindable(reason, asked.value.type);
}

async function checkCardAtServer(
  { cm, askContext, personName }: ConfirmBindingDeps,
  cardId: CardId,
): Promise<{ readonly objection: StationError | null; readonly isReusable: boolean }> {
  const asked = await cm.findSmartcardByCardId(cardId.text);
  if (!asked.ok) return { objection: { code: 'line-down', error: asked.error }, isReusable: false };
  const { reusableStatuses } = askContext();
  const inTheWay = blockingSmartcard(asked.value, reusableStatuses);
  if (inTheWay === null) return { objection: null, isReusable: isReusable(asked.value, reusableStatuses) };
  const { smartcardId, assignedUserId } = inTheWay;
  const name = assignedUserId === null ? null : await personName(assignedUserId);
  return { objection: { code: 'card-known-to-server', smartcardId, personName: name }, isReusable: false };
}

async function checkCardInReader({ readers }: ConfirmBindingDeps, presentationId: number, shown: CardId): Promise<StationError | null> {
  const again = await readers.identifyAgain(presentationId);
  switch (again.state) {
    case 'identified':
      return again.cardId.text === shown.text && again.cardId.raw === shown.raw ? null : { code: 'card-changed' };
    case 'unidentified':
      return again.problem.code === 'removed' ? { code: 'card-left' } : { code: 'card-unidentified', problem: again.problem };
    case 'identifying':
      return { code: 'card-unidentified', problem: null };
  }
}

function unreadableRow({ entry, isPairKnown }: UnreadableRow): StationError {
  return { code: 'binding-unreadable', entry, isPairKnown };
}

function requestBoundHere(by: BindingView): StationError {
  return { code: 'request-bound-here', bindingId: by.bindingId, cardId: by.cardId.text };
}

function cardBoundHere(by: BindingView): StationError {
  const { person, requestId } = by.request;
  return {
    code: 'card-bound-here',
    bindingId: by.bindingId,
    requestId,
    personName: person.state === 'resolved' ? person.name : null,
  };
}

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

/** The card of a presentation that the operator saw and that is still in its reader. */
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
  /** What requests and cards are checked against, as currently known. */
  readonly askContext: () => AskContext;
  /** Returns a user's name; null if no people source knows it. */
  readonly personName: (userId: string) => Promise<string | null>;
  /** Whether settings allow binding requests whose person has no known name. */
  readonly bindUnresolvedPeople: boolean;
  /** Returns the card stock's objection to a card, by the settings; null if none. */
  readonly stockObjection: StockObjection;
  /** Whether settings allow binding offline, and how old the list of requests may be, in hours. */
  readonly offline: { readonly accept: boolean; readonly longestAgeHours: number };
  /** What prepared files say about a card and a request, and whether a mismatch warns or refuses. */
  readonly prepared: { readonly check: (cardId: CardId, request: RequestView) => PreparedCheck; readonly otherwise: MismatchAction };
  /** The current run's objection to a card and request, according to the prepared files. No approval overrides it. */
  readonly runObjection: (said: PreparedCheck, requestId: string) => StationError | null;
  /** When the list of requests was last fetched completely; ISO 8601. */
  readonly requestsFetchedAt: () => string | null;
  readonly newId: () => string;
  /** Returns the next slip number. */
  readonly nextSlip: () => number;
  readonly now: () => Date;
  /** Returns an error if the signed-in person may no longer bind: another person may have signed in during the check. */
  readonly barred: () => StationError | null;
  /** Journals the intent and passes the binding to the submitter. @throws JournalError */
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
 * Confirms a binding. The only place where a card and a request are joined. The card's id and ATR come from the reader, by
 * presentation, never from the caller. Everything the operator saw is checked again, here and at the server, before the intent
 * is journaled; the intent is durable before anything is sent.
 * @param approval the second person's approval for the refusals it names; journaled with the intent
 * @returns the journaled binding, or why nothing was done
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
      // Started first because it takes the longest.
      checkCardInReader(deps, presentationId, card.value.cardId),
      checkRequest(deps, shown),
      checkCardAtServer(deps, card.value.cardId),
    ]);
    // If the journal objects or fails, these read-only checks are abandoned.
    checking.catch(() => undefined);
    const claim = await claimed(deps, requestId, card.value.cardId.text);
    if (claim !== null && claim.bindingId === null) return fail(claim.error);
    const [inReader, atServer, { objection: cardAtServer, isReusable: isFreeAgain }] = await checking;
    // A card that was bound here is free again only if the server says so.
    if (claim !== null && !isFreeAgain) return fail(claim.error);
    // If one question gets no answer, the objections of the others still count.
    const objections = [inReader, atServer, cardAtServer].filter((found) => found !== null);
    const objection = objections.find(({ code }) => code !== 'line-down') ?? objections[0] ?? null;
    const offline = objection === null ? null : offlineStart(deps, objection, approval);
    if (offline !== null && 'objection' in offline) return fail(offline.objection);
    const stockObjection = await deps.stockObjection({ cardId: card.value.cardId, requestId, printedSerial });
    if (stockObjection !== null && !isApproved(approval, stockObjection.code)) return fail(stockObjection);
    // The card may have left while the server answered.
    const still = identifiedCard(deps, presentationId);
    if (!still.ok) return still;
    // A prepared file may have arrived meanwhile.
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
 * Returns the queued state for a binding whose check failed only because the server was unreachable, if settings allow that;
 * otherwise the objection. Nothing was sent, and the server is asked before it is.
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
  // A negative age means that the clock was set back, so the list's age is unknown.
  if ((age < 0 || age > offline.longestAgeHours * 3_600_000) && !isApproved(approval, 'requests-too-old')) {
    return { objection: { code: 'requests-too-old', fetchedAt, longestAgeHours: offline.longestAgeHours } };
  }
  const nextTryAt = now().toISOString();
  return { start: { state: 'waiting', attempt: 0, nextTryAt, mayHaveReached: false, error, checks: 0 } };
}

/** Whether a second person has overridden a refusal by the station's own settings. No other refusal can be overridden. */
function isApproved(approval: Approval | null, code: StationError['code']): boolean {
  return overridable.some((row) => row.code === code) && (approval?.refusals.includes(code) ?? false);
}

/** Returns how the request differs from what the operator saw; null if it does not. */
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

/** This station's own claim on the request or the card. */
interface Claimed {
  readonly error: StationError;
  /** The bound binding whose card may have been retired since; null if nothing can lift the error. */
  readonly bindingId: string | null;
}

async function claimed({ journal }: ConfirmBindingDeps, requestId: string, cardId: string): Promise<Claimed | null> {
  // Checked first: a row that cannot be read may be a claim too.
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
  // Report the status number only with the reasons that depend on it.
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

import * as z from 'zod';
import { abandonSchema } from './abandon.js';
import { careReason, careSchema, isCareOver, type Care, type CareReason } from './after-care.js';
import { type CallTable, reasonSchema } from './call.js';
import { MAX_SERIAL_LENGTH } from './printed-serial.js';
import { presentationIdSchema } from './readers.js';
import { cmErrorSchema } from './errors.js';
import { cardIdSchema } from './cards.js';
import { atrSchema, guidSchema, instantSchema } from './ids.js';
import { requestViewSchema } from './requests.js';

/** What the operator saw when confirming; the main process binds nothing else. */
export const operatorViewSchema = z.strictObject({
  /** The person the request is for. */
  userId: guidSchema,
  profileTemplateId: guidSchema,
  /** The card id as text. */
  cardId: cardIdSchema.shape.text,
});
export type OperatorView = z.infer<typeof operatorViewSchema>;

/** How many times in a row the server answered with an error when asked about a binding. */
const checksSchema = z.int().nonnegative().default(0);

/**
 * When a call of this binding last ended without an answer, so it may take effect late. Absent if every call was answered or
 * never reached the server.
 */
const unansweredAtSchema = instantSchema.optional();

/**
 * Why a person must decide.
 * - `conflict`: the server has something else on the request, or the card belongs to someone.
 * - `unresolved`: the server was asked many times and answered with an error each time.
 * - `too-many-tries`: the server answered each attempt to bind with an error.
 * - `refused-in-doubt`: the server refused, but an earlier call got no answer.
 * - `request-changed`: the request is now for another person or profile template than the confirmed one.
 * - `request-closed`: the request may no longer be bound; it was denied or canceled, for example.
 * - `request-gone`: the server no longer knows the request.
 * - `restored`: the journal is an older copy, and the server has no smartcard on the request.
 */
export const attentionReasonSchema = z.enum([
  'conflict',
  'unresolved',
  'too-many-tries',
  'refused-in-doubt',
  'request-changed',
  'request-closed',
  'request-gone',
  'restored',
]);

/**
 * States of a binding.
 * - `intended`: confirmed by the operator and stored; nothing was sent.
 * - `submitting`: the call is in progress; its journal entry was written first.
 * - `bound`: the server accepted. `status` 201 names the smartcard; 204 does not, and it may be looked up later.
 * - `refused`: the server refused (403). Never retried automatically.
 * - `waiting` (queued): not accepted; tried again at `nextTryAt`, after asking the server. `mayHaveReached` is false only
 * while no call of this binding can have reached the server; only then can it be withdrawn.
 * - `uncertain` (unconfirmed): an answer is missing or unreadable; the server is asked before anything is sent again.
 * - `attention`: a person must decide; the evidence says why.
 * - `withdrawn`: a person withdrew it while certainly nothing had been sent.
 * - `given-up`: a person gave it up, with a reason, after seeing the evidence or the refusal.
 */
export const bindingStateSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('intended') }),
  z.strictObject({ state: z.literal('submitting'), attempt: z.int().positive(), unansweredAt: unansweredAtSchema }),
  z.strictObject({
    state: z.literal('bound'),
    status: z.union([z.literal(201), z.literal(204), z.literal('found')]),
    smartcardUri: z.string().nullable(),
  }),
  z.strictObject({ state: z.literal('refused'), error: cmErrorSchema }),
  z.strictObject({
    state: z.literal('waiting'),
    attempt: z.int().nonnegative(),
    nextTryAt: instantSchema,
    mayHaveReached: z.boolean(),
    error: cmErrorSchema,
    checks: checksSchema,
    unansweredAt: unansweredAtSchema,
  }),
  z.strictObject({
    state: z.literal('uncertain'),
    attempt: z.int().positive(),
    nextCheckAt: instantSchema,
    error: cmErrorSchema,
    checks: checksSchema,
    unansweredAt: unansweredAtSchema,
    /** Restored from an older copy of the journal: if the server has no smartcard, a person decides. */
    restored: z.literal(true).optional(),
  }),
  z.strictObject({
    state: z.literal('attention'),
    reason: attentionReasonSchema,
    evidence: z.string(),
    error: cmErrorSchema.nullable(),
    attempt: z.int().nonnegative(),
    unansweredAt: unansweredAtSchema,
  }),
  z.strictObject({ state: z.literal('withdrawn'), reason: z.string().max(500) }),
  z.strictObject({ state: z.literal('given-up'), reason: z.string().max(500) }),
]);
export type BindingState = z.infer<typeof bindingStateSchema>;

/** One binding: the request as shown, the card as read, and its state. */
export const bindingViewSchema = z.strictObject({
  bindingId: guidSchema,
  request: requestViewSchema,
  /** Status number of the request when it was confirmed; absent in bindings of an older Card Desk. */
  approvedStatus: z.int().optional(),
  cardId: cardIdSchema,
  atr: atrSchema,
  readerName: z.string(),
  confirmedAt: instantSchema,
  /**
   * Short number that identifies the card while its binding is open; unique among open bindings. Absent in bindings of an
   * older Card Desk.
   */
  slipNumber: z.int().positive().optional(),
  state: bindingStateSchema,
  /** What became of the request since the binding; absent until something is known. */
  care: careSchema.optional(),
  /** State of abandoning its request; absent if abandoning was never asked for. */
  abandon: abandonSchema.optional(),
});
export type BindingView = z.infer<typeof bindingViewSchema>;

/** Returns whether a binding was just confirmed or sent, so its answer is about to come. */
export function isInFlight({ state }: BindingState): boolean {
  return state === 'intended' || state === 'submitting';
}

/**
 * Returns whether the server refused and is now asked whether the card is bound nevertheless. A binding passes through this
 * state within moments. A call without an answer, or a failed check, makes it unconfirmed instead.
 */
export function isRefusalInCheck(state: BindingState): boolean {
  return state.state === 'uncertain' && state.error.code === 'forbidden' && state.checks === 0 && state.unansweredAt === undefined;
}

/** How long an operator waits at the desk for a confirmed binding, ms. */
const AWAITED_MS = 30_000;

/** Returns whether an operator may still be waiting for the result of a binding; `now` in ms since the epoch. */
export function isAwaited({ confirmedAt }: Pick<BindingView, 'confirmedAt'>, now: number): boolean {
  return now - Date.parse(confirmedAt) <= AWAITED_MS;
}

/**
 * Returns whether a binding is settled: neither the station nor a person has anything left to do. A refusal stays open until
 * a person closes it.
 */
export function isClosed({ state }: BindingState): boolean {
  return state === 'bound' || state === 'withdrawn' || state === 'given-up';
}

/** Returns whether a binding in this state prevents others with its request or card. */
export function claims({ state }: BindingState): boolean {
  return state !== 'refused' && state !== 'withdrawn' && state !== 'given-up';
}

/**
 * Returns whether the card of a binding is kept apart with a slip number. It must not be handed out, and several such cards
 * may lie together.
 */
export function isKeptApart({ state }: BindingState): boolean {
  return state === 'waiting' || state === 'uncertain' || state === 'attention' || state === 'refused';
}

/** Maximum number of closed bindings that the page keeps. */
export const MAX_CLOSED_SHOWN = 50;

/** Why a bound binding needs attention. */
export type BoundAttentionReason = CareReason | 'abandon-unconfirmed' | 'not-abandoned';

/**
 * Returns why a bound binding needs attention; null if it does not. A request that was to be abandoned and was not needs
 * attention until it is over.
 */
export function boundAttentionReason({ care, abandon }: Pick<BindingView, 'care' | 'abandon'>): BoundAttentionReason | null {
  if (abandon?.state === 'unconfirmed') return 'abandon-unconfirmed';
  if (abandon?.state === 'not-abandoned' && (care === undefined || !isCareOver(care) || isNeverExecuted(care))) return 'not-abandoned';
  return careReason(care);
}

/** Returns whether a request can still be executed although the station stopped asking about it, and no person has closed it. */
function isNeverExecuted({ outcome, closed }: Pick<Care, 'outcome' | 'closed'>): boolean {
  return outcome === 'never-executed' && closed === null;
}

/** Returns whether the page keeps a binding regardless of age: it is open, or needs attention. */
export function isKeptOnScreen(binding: Pick<BindingView, 'state' | 'care' | 'abandon'>): boolean {
  return !isClosed(binding.state) || boundAttentionReason(binding) !== null;
}

/**
 * Returns the bindings that the page keeps: all that are open or need attention, and the newest of the others.
 *
 * @param bindings newest first
 * @returns the ones to keep, in the same order
 */
export function shownBindings(bindings: readonly BindingView[]): BindingView[] {
  let closed = 0;
  return bindings.filter((binding) => isKeptOnScreen(binding) || (closed += 1) <= MAX_CLOSED_SHOWN);
}

/** A person's decision about a binding, with the reason for the journal. */
const decision = z.strictObject({ bindingId: guidSchema, reason: reasonSchema });

/** Calls of this feature, merged into the contract. */
export const bindingCalls = {
  /**
   * Binds the card of a presentation to a request. The page never names the card: the main process looks up card id and ATR
   * by presentation, and refuses if they, or the request's person, differ from what the operator saw. Returns the binding as
   * written to the journal, before the server answers; later states come in `bindings/changed`.
   */
  'bindings/confirm': {
    role: 'operator',
    opensDialog: false,
    checksIdentity: true,
    binds: true,
    request: z.strictObject({
      requestId: guidSchema,
      presentationId: presentationIdSchema,
      seen: operatorViewSchema,
      /** The serial number scanned or typed from the card, if the settings ask for it. */
      printedSerial: z.string().max(MAX_SERIAL_LENGTH).optional(),
      approvalId: guidSchema.optional(),
    }),
    value: bindingViewSchema,
  },
  /** Withdraws a binding while certainly nothing was sent. */
  'bindings/withdraw': { role: 'operator', opensDialog: false, request: decision, value: bindingViewSchema },
  /** Continues a binding that is queued, unconfirmed or needs attention now, by asking the server first. */
  'bindings/retry': { role: 'operator', opensDialog: false, request: decision.pick({ bindingId: true }), value: bindingViewSchema },
  /** Gives up a binding that needs attention, or closes a refused one; request and card are free again. */
  'bindings/giveUp': {
    role: 'operator',
    opensDialog: false,
    request: decision.extend({ approvalId: guidSchema.optional() }),
    value: bindingViewSchema,
  },
} as const satisfies CallTable;

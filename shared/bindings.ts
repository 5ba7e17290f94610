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

/** What the operator saw when they confirmed: main binds nothing else. */
export const operatorViewSchema = z.strictObject({
  /** The person the request was for. */
  userId: guidSchema,
  profileTemplateId: guidSchema,
  /** The card's id, as text. */
  cardId: cardIdSchema.shape.text,
});
export type OperatorView = z.infer<typeof operatorViewSchema>;

/** How often in a row the server, asked about a binding, answered with a fault. */
const checksSchema = z.int().nonnegative().default(0);

/**
 * When a call of this binding last ended without an answer, so that it may have taken effect late; absent where every call
 * so far was answered, or never reached the server.
 */
const unansweredAtSchema = instantSchema.optional();

/**
 * Why a person must decide.
 * - `conflict`: the server has something else on the request, or the card is somebody's.
 * - `unresolved`: the server was asked often, and answered with a fault each time.
 * - `too-many-tries`: the server answered each try to bind with a fault.
 * - `refused-in-doubt`: the server refused, but an earlier call got no answer.
 * - `request-changed`: the request is for another person or profile template now than the one that was confirmed.
 * - `request-closed`: the request may not be bound any more, such as one that was denied or cancelled.
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
 * A binding's states.
 * - `intended`: confirmed by the operator, durable, nothing has left the machine.
 * - `submitting`: the call is under way; its journal entry was written first.
 * - `bound`: the server accepted. `status` 201 names the smartcard; 204 does not, and it may be looked up later.
 * - `refused`: the server said no (403). Never retried by itself.
 * - `waiting`: not accepted; tried again at `nextTryAt`, after asking. `mayHaveReached` is false only while it is
 *   certain that no call of this binding ever reached the server: only then can it be withdrawn.
 * - `uncertain`: an answer is missing or cannot be understood: the server is asked before anything is sent again.
 * - `attention`: only a person can decide; the evidence says why.
 * - `withdrawn`: taken back by a person while it was certain that nothing had been sent.
 * - `given-up`: a person decided to leave it, with a reason, after looking at the evidence or the refusal.
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
    /** Taken from an older copy of the journal: where the server has no smartcard, a person decides. */
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

/** One binding: the request as it was shown, the card as it was read, and how far it has come. */
export const bindingViewSchema = z.strictObject({
  bindingId: guidSchema,
  request: requestViewSchema,
  /** The status number of the request when it was confirmed; absent in bindings of an older Card Desk. */
  approvedStatus: z.int().optional(),
  cardId: cardIdSchema,
  atr: atrSchema,
  readerName: z.string(),
  confirmedAt: instantSchema,
  /** A short number to tell the card by while its binding is open; no other open one has it. Absent in bindings of an older Card Desk. */
  slipNumber: z.int().positive().optional(),
  state: bindingStateSchema,
  /** What became of the request since it was bound; absent until something is known. */
  care: careSchema.optional(),
  /** How far the abandoning of its request has come; absent where nobody has asked for that. */
  abandon: abandonSchema.optional(),
});
export type BindingView = z.infer<typeof bindingViewSchema>;

/** Whether a binding has just been confirmed or sent, and its answer is a moment away. */
export function isInFlight({ state }: BindingState): boolean {
  return state === 'intended' || state === 'submitting';
}

/**
 * Whether the server has refused and is asked at once whether the card is bound all the same: the binding passes through this
 * state and does not rest in it. One whose call got no answer, or about which the server was asked in vain, is unconfirmed.
 */
export function isRefusalInCheck(state: BindingState): boolean {
  return state.state === 'uncertain' && state.error.code === 'forbidden' && state.checks === 0 && state.unansweredAt === undefined;
}

/** How long somebody stands waiting for what they confirmed, ms. */
const AWAITED_MS = 30_000;

/** Whether somebody may still wait for what becomes of a binding; `now` in ms since the epoch. */
export function isAwaited({ confirmedAt }: Pick<BindingView, 'confirmedAt'>, now: number): boolean {
  return now - Date.parse(confirmedAt) <= AWAITED_MS;
}

/** Whether nothing is left to do for a binding, by the station or by a person: a refusal is open until somebody has closed it. */
export function isClosed({ state }: BindingState): boolean {
  return state === 'bound' || state === 'withdrawn' || state === 'given-up';
}

/** Whether the card of a binding is kept apart, with its number on a slip: it is not handed out, and more than one may lie there. */
export function isKeptApart({ state }: BindingState): boolean {
  return state === 'waiting' || state === 'uncertain' || state === 'attention' || state === 'refused';
}

/** How many of the closed bindings the screen keeps. */
export const MAX_CLOSED_SHOWN = 50;

/** What a person is needed for about a binding that is bound. */
export type BoundAttentionReason = CareReason | 'abandon-unconfirmed' | 'not-abandoned';

/**
 * Why a person is needed for a bound binding; null: nobody is. A request that was to be abandoned, and was not, is somebody's matter
 * until it is over in another way.
 */
export function boundAttentionReason({ care, abandon }: Pick<BindingView, 'care' | 'abandon'>): BoundAttentionReason | null {
  if (abandon?.state === 'unconfirmed') return 'abandon-unconfirmed';
  if (abandon?.state === 'not-abandoned' && (care === undefined || !isCareOver(care) || isNeverExecuted(care))) return 'not-abandoned';
  return careReason(care);
}

/** Whether a request can still be executed although nobody asks about it any more, and nobody has closed that. */
function isNeverExecuted({ outcome, closed }: Pick<Care, 'outcome' | 'closed'>): boolean {
  return outcome === 'never-executed' && closed === null;
}

/** Whether the screen keeps a binding however old it is: it is open, or a person has to look at what became of its request. */
export function isKeptOnScreen(binding: Pick<BindingView, 'state' | 'care' | 'abandon'>): boolean {
  return !isClosed(binding.state) || boundAttentionReason(binding) !== null;
}

/**
 * The bindings the screen keeps: all that are open or need a person, and the newest of the others.
 *
 * @param bindings newest first
 * @returns those of them to keep, in their order
 */
export function shownBindings(bindings: readonly BindingView[]): BindingView[] {
  let closed = 0;
  return bindings.filter((binding) => isKeptOnScreen(binding) || (closed += 1) <= MAX_CLOSED_SHOWN);
}

/** A person's decision about a binding, with the reason the journal keeps. */
const decision = z.strictObject({ bindingId: guidSchema, reason: reasonSchema });

/** The calls of this feature: a part of the contract's table. */
export const bindingCalls = {
  /**
   * Binds the card of a presentation to a request. The renderer never names the card to bind: main looks up card id and
   * ATR by presentation, and refuses when they, or whom the request is for, are not what was seen. The value is the binding as journalled, before the server answered; its way from there
   * comes in `bindings/changed`.
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
      /** What was scanned or typed of the serial number printed on the card, where the settings ask for it. */
      printedSerial: z.string().max(MAX_SERIAL_LENGTH).optional(),
      approvalId: guidSchema.optional(),
    }),
    value: bindingViewSchema,
  },
  /** Takes a binding back while it is certain that nothing was sent. */
  'bindings/withdraw': { role: 'operator', opensDialog: false, request: decision, value: bindingViewSchema },
  /** Goes on now with a binding that waits, is uncertain or needs a person: by asking the server first. */
  'bindings/retry': { role: 'operator', opensDialog: false, request: decision.pick({ bindingId: true }), value: bindingViewSchema },
  /** Leaves a binding that needs a person, or closes one that was refused; request and card are free again. */
  'bindings/giveUp': {
    role: 'operator',
    opensDialog: false,
    request: decision.extend({ approvalId: guidSchema.optional() }),
    value: bindingViewSchema,
  },
} as const satisfies CallTable;

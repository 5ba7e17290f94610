import * as z from 'zod';
import { type Care, endedStatuses } from './after-care.js';
import type { BindingView } from './bindings.js';
import { emptySchema, reasonSchema, type CallTable } from './call.js';
import { cmErrorSchema } from './errors.js';
import { guidSchema, instantSchema } from './ids.js';

/**
 * Why a request was not abandoned although the server was asked to, as the server reports it.
 * - `not-sent`: the call never reached the server.
 * - `open`: the request can still be executed.
 * - `executed`: it was executed.
 * - `gone`: the server no longer knows it.
 * - `unclear`: its status number is not documented.
 */
export const notAbandonedReasons = ['not-sent', 'open', 'executed', 'gone', 'unclear'] as const;

const asked = { reason: z.string().max(500) };

/**
 * State of abandoning the request of a bound card (`PUT /requests/{id}`; CM REST API pages on cancel, abandon and complete).
 * The binding itself stays `bound` in each state.
 * - `sending`: the call is in progress; its journal entry was written first.
 * - `unconfirmed`: no answer says whether the request was abandoned. The station asks the server and sends nothing again.
 * `isOver`: the call can no longer take effect.
 * - `abandoned`: the request is over. `by` is `answer` if the server's answer said so, `found` if the request was already
 * over when the server was asked; what ended it is then not certain.
 * - `not-abandoned`: the request was not abandoned. Only a person asks for it again.
 */
export const abandonSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('sending'), ...asked, at: instantSchema }),
  z.strictObject({
    state: z.literal('unconfirmed'),
    ...asked,
    at: instantSchema,
    /**
     * The error the call ended with. Null: the station stopped during the call, or the server accepted without giving the
     * request's status.
     */
    error: cmErrorSchema.nullable(),
    isOver: z.boolean(),
  }),
  z.strictObject({
    state: z.literal('abandoned'),
    ...asked,
    at: instantSchema,
    by: z.enum(['answer', 'found']),
    /** The request's status number at the server. */
    status: z.int(),
    /** Status by the server's list that has the request; null if no list was asked. */
    word: z.enum(endedStatuses).nullable(),
  }),
  z.strictObject({
    state: z.literal('not-abandoned'),
    ...asked,
    at: instantSchema,
    why: z.enum(notAbandonedReasons),
    status: z.int().nullable(),
    /** The error the call ended with, if it got an answer that did not accept. */
    error: cmErrorSchema.nullable(),
  }),
]);
export type Abandon = z.infer<typeof abandonSchema>;

/** Journal events of abandoning, by the state they lead to. */
export const abandonEvents = {
  sending: 'abandon-sent',
  unconfirmed: 'abandon-unconfirmed',
  abandoned: 'abandoned',
  'not-abandoned': 'not-abandoned',
} as const satisfies Readonly<Record<Abandon['state'], string>>;
export type AbandonEventName = (typeof abandonEvents)[Abandon['state']];

/** Returns whether abandoning is in progress or its result is still unknown. */
export function isAbandoning(abandon: Abandon | undefined): boolean {
  return abandon?.state === 'sending' || abandon?.state === 'unconfirmed';
}

/**
 * Returns whether a person may abandon the request of a binding, by its stored state: it is bound, and as far as the station
 * knows the request can still be executed with the bound card. Bindings that are not certainly bound are settled in other
 * ways.
 */
export function mayBeAbandoned({ state, care, abandon }: Pick<BindingView, 'state' | 'care' | 'abandon'>): boolean {
  return state.state === 'bound' && (abandon === undefined || abandon.state === 'not-abandoned') && isAsBound(care);
}

/** Returns whether a bound card must not be handed over: its request was to be abandoned and was not executed. */
export function isWithheld({ care, abandon }: Pick<BindingView, 'care' | 'abandon'>): boolean {
  return abandon !== undefined && care?.outcome !== 'executed';
}

function isAsBound(care: Care | undefined): boolean {
  if (care === undefined) return true;
  return care.difference === null && (care.outcome === 'open' || care.outcome === 'overdue' || care.outcome === 'never-executed');
}

/** Returns the after-care state of an abandoned request. It is closed: abandoning was a person's decision. */
export function careOfAbandoned({ reason, status, at }: Extract<Abandon, { state: 'abandoned' }>): Care {
  return { outcome: 'abandoned', status, difference: null, evidence: '', at, closed: reason };
}

/** Calls of this feature, merged into the contract. */
export const abandonCalls = {
  /**
   * Abandons the request of a bound card, if the settings allow it and a second person approved it. Answers when that is in
   * the journal and about to be sent; the result comes in `bindings/changed`.
   */
  'afterCare/abandon': {
    role: 'operator',
    opensDialog: false,
    checksIdentity: true,
    request: z.strictObject({ bindingId: guidSchema, reason: reasonSchema, approvalId: guidSchema.optional() }),
    value: emptySchema,
  },
} as const satisfies CallTable;

import * as z from 'zod';
import { type Care, endedStatuses } from './after-care.js';
import type { BindingView } from './bindings.js';
import { emptySchema, reasonSchema, type CallTable } from './call.js';
import { cmErrorSchema } from './errors.js';
import { guidSchema, instantSchema } from './ids.js';

/**
 * Why a request that the server was asked to abandon was not abandoned, by what the server says of it.
 * - `not-sent`: the call never reached the server. - `open`: it can still be executed. - `executed`: it was executed.
 * - `gone`: the server no longer knows it. - `unclear`: it has a status number that nobody has a word for.
 */
export const notAbandonedReasons = ['not-sent', 'open', 'executed', 'gone', 'unclear'] as const;

const asked = { reason: z.string().max(500) };

/**
 * How far the abandoning of a bound request has come (`PUT /requests/{id}`, cancel, abandon, complete request page). The binding's
 * own state stays `bound` in each of them.
 * - `sending`: the call is under way; its journal entry was written first.
 * - `unconfirmed`: no answer says whether the request was abandoned: the server is asked, and nothing is sent again. `isOver`:
 *   the call can have no effect any more that it has not had by now.
 * - `abandoned`: the request is over. `by` is `answer` where the server's answer said so; `found` where it was over when the server was
 *   asked, and then nobody knows for certain what ended it.
 * - `not-abandoned`: it was not abandoned. Only a person asks for it again.
 */
export const abandonSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('sending'), ...asked, at: instantSchema }),
  z.strictObject({
    state: z.literal('unconfirmed'),
    ...asked,
    at: instantSchema,
    /** How the call ended; null: the station stopped during it, or the server accepted without saying how the request stands. */
    error: cmErrorSchema.nullable(),
    isOver: z.boolean(),
  }),
  z.strictObject({
    state: z.literal('abandoned'),
    ...asked,
    at: instantSchema,
    by: z.enum(['answer', 'found']),
    /** The server's number for the request's status. */
    status: z.int(),
    /** The word of the server's list that has the request; null where no list was asked. */
    word: z.enum(endedStatuses).nullable(),
  }),
  z.strictObject({
    state: z.literal('not-abandoned'),
    ...asked,
    at: instantSchema,
    why: z.enum(notAbandonedReasons),
    status: z.int().nullable(),
    /** How the call ended, where it got no answer that accepted. */
    error: cmErrorSchema.nullable(),
  }),
]);
export type Abandon = z.infer<typeof abandonSchema>;

/** The journal's events of abandoning, by the state they lead to. */
export const abandonEvents = {
  sending: 'abandon-sent',
  unconfirmed: 'abandon-unconfirmed',
  abandoned: 'abandoned',
  'not-abandoned': 'not-abandoned',
} as const satisfies Readonly<Record<Abandon['state'], string>>;
export type AbandonEvent = (typeof abandonEvents)[Abandon['state']];

/** Whether the server is being asked to abandon a request, or what became of that is not known yet. */
export function isAbandoning(abandon: Abandon | undefined): boolean {
  return abandon?.state === 'sending' || abandon?.state === 'unconfirmed';
}

/**
 * Whether a person may have the request of a binding abandoned, by what is stored: it is bound, and nothing is known of the request but
 * that it can still be executed with the card that was bound. What is not certainly bound has ways of its own.
 */
export function mayBeAbandoned({ state, care, abandon }: Pick<BindingView, 'state' | 'care' | 'abandon'>): boolean {
  return state.state === 'bound' && (abandon === undefined || abandon.state === 'not-abandoned') && isAsBound(care);
}

/** Whether a card that was bound is not to be handed over: somebody wanted its request abandoned, and it was not executed all the same. */
export function isWithheld({ care, abandon }: Pick<BindingView, 'care' | 'abandon'>): boolean {
  return abandon !== undefined && care?.outcome !== 'executed';
}

function isAsBound(care: Care | undefined): boolean {
  if (care === undefined) return true;
  return care.difference === null && (care.outcome === 'open' || care.outcome === 'overdue' || care.outcome === 'never-executed');
}

/** Returns what is known of a request once it was abandoned; nobody is needed for it, for that was a person's decision. */
export function careOfAbandoned({ reason, status, at }: Extract<Abandon, { state: 'abandoned' }>): Care {
  return { outcome: 'abandoned', status, difference: null, evidence: '', at, closed: reason };
}

/** The calls of this feature: a part of the contract's table. */
export const abandonCalls = {
  /**
   * Has the server abandon the request of a bound card, where the settings allow it and a second person has approved it. Answers once
   * that is journalled and about to be sent; how it went comes in `bindings/changed`.
   */
  'afterCare/abandon': {
    role: 'operator',
    opensDialog: false,
    checksIdentity: true,
    request: z.strictObject({ bindingId: guidSchema, reason: reasonSchema, approvalId: guidSchema.optional() }),
    value: emptySchema,
  },
} as const satisfies CallTable;

import * as z from 'zod';
import { emptySchema, reasonSchema, type CallTable } from './call.js';
import { guidSchema, instantSchema } from './ids.js';

/**
 * What became of a request after its card was bound, as the server reports it.
 * - `open`: it can still be executed.
 * - `overdue`: it can still be executed, but the time that the settings allow has passed.
 * - `executed`: Completed.
 * - `failed`, `canceled`, `denied`: it ended without being executed.
 * - `gone`: the server no longer knows it.
 * - `never-executed`: it was not executed within the time that the settings allow for asking.
 * - `abandoned`: this station abandoned it.
 */
export const careOutcomes = ['open', 'overdue', 'executed', 'failed', 'canceled', 'denied', 'gone', 'never-executed', 'abandoned'] as const;
export const careOutcomeSchema = z.enum(careOutcomes);
export type CareOutcome = z.infer<typeof careOutcomeSchema>;

/** Server lists of requests that ended without being executed. */
export const endedStatuses = ['failed', 'canceled', 'denied'] as const;
export type EndedStatus = (typeof endedStatuses)[number];

/**
 * How the server's data differs from the binding.
 * - `other-person`: the request, or its smartcard, belongs to another person.
 * - `other-card`: the request has another card.
 * - `no-card`: the request no longer has a card.
 */
export const careDifferenceSchema = z.enum(['other-person', 'other-card', 'no-card']);
export type CareDifference = z.infer<typeof careDifferenceSchema>;

/** What the station knows about a request since its card was bound. */
export const careSchema = z.strictObject({
  outcome: careOutcomeSchema,
  /** The request's status number at the server; null if the server no longer knows the request. */
  status: z.int().nullable(),
  difference: careDifferenceSchema.nullable(),
  /** Ids that the server has instead; empty if nothing differs. */
  evidence: z.string().max(500),
  /** When the station learned this. */
  at: instantSchema,
  /** The reason a person gave when closing it; null if it is not closed. */
  closed: z.string().max(500).nullable(),
});
export type Care = z.infer<typeof careSchema>;

/** Returns whether the station has stopped asking about a bound request. */
export function isCareOver({ outcome, closed }: Pick<Care, 'outcome' | 'closed'>): boolean {
  return closed !== null || (outcome !== 'open' && outcome !== 'overdue');
}

/** Why a bound request needs attention. */
export type CareReason = CareDifference | Exclude<CareOutcome, 'open' | 'executed' | 'abandoned'>;

/**
 * Returns why a bound request needs attention; null if it does not. A difference from the binding takes precedence over the
 * request's state.
 */
export function careReason(care: Care | undefined): CareReason | null {
  if (care === undefined || care.closed !== null) return null;
  if (care.difference !== null) return care.difference;
  return care.outcome === 'open' || care.outcome === 'executed' || care.outcome === 'abandoned' ? null : care.outcome;
}

/** Journal events of after-care. Each one records something new about a request. */
export const careEvents = [
  'executed',
  'request-failed',
  'request-canceled',
  'request-denied',
  'request-lost',
  'overdue',
  'never-executed',
  'differs',
  'as-bound',
  'care-closed',
] as const;
export type CareEvent = (typeof careEvents)[number];

/** Numbers of bound requests by what became of them. */
export const careCountsSchema = z.strictObject({
  /** Of the bindings confirmed within the period that after-care covers. */
  executed: z.int().nonnegative(),
  /** Overdue or never executed, and not yet closed by a person. */
  neverExecuted: z.int().nonnegative(),
});
export type CareCounts = z.infer<typeof careCountsSchema>;

/** Calls of this feature, merged into the contract. */
export const afterCareCalls = {
  /**
   * Closes the after-care of a bound request that needed attention; the station stops asking about it. The binding itself
   * does not change.
   */
  'afterCare/close': {
    role: 'operator',
    opensDialog: false,
    request: z.strictObject({ bindingId: guidSchema, reason: reasonSchema }),
    value: emptySchema,
  },
} as const satisfies CallTable;

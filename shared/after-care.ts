import * as z from 'zod';
import { emptySchema, reasonSchema, type CallTable } from './call.js';
import { guidSchema, instantSchema } from './ids.js';

/**
 * What became of a request after its card was bound, by what the server says when it is asked.
 * - `open`: it can still be executed.
 * - `overdue`: it can still be executed, but the time that the settings allow for that is over.
 * - `executed`: Completed. - `failed`, `canceled`, `denied`: it ended without being executed.
 * - `gone`: the server no longer knows it.
 * - `never-executed`: it was asked about for as long as the settings say, and not executed by then.
 * - `abandoned`: it was abandoned from here.
 */
export const careOutcomes = ['open', 'overdue', 'executed', 'failed', 'canceled', 'denied', 'gone', 'never-executed', 'abandoned'] as const;
export const careOutcomeSchema = z.enum(careOutcomes);
export type CareOutcome = z.infer<typeof careOutcomeSchema>;

/** How a request ended without being executed, by the word of the server's list that had it. */
export const endedStatuses = ['failed', 'canceled', 'denied'] as const;
export type EndedWord = (typeof endedStatuses)[number];

/**
 * What the server has otherwise than it was bound here.
 * - `other-person`: the request, or its smartcard, is of another person.
 * - `other-card`: the request has another card.
 * - `no-card`: the request has no card any more.
 */
export const careDifferenceSchema = z.enum(['other-person', 'other-card', 'no-card']);
export type CareDifference = z.infer<typeof careDifferenceSchema>;

/** What is known of a bound request since it was bound. */
export const careSchema = z.strictObject({
  outcome: careOutcomeSchema,
  /** The server's number for the request's status; null where it no longer knows the request. */
  status: z.int().nullable(),
  difference: careDifferenceSchema.nullable(),
  /** What the server has instead, by its ids; empty where nothing differs. */
  evidence: z.string().max(500),
  /** When the station learned it. */
  at: instantSchema,
  /** The reason for which a person closed it; null: nobody has. */
  closed: z.string().max(500).nullable(),
});
export type Care = z.infer<typeof careSchema>;

/** Whether nothing is asked any more about a bound request. */
export function isCareOver({ outcome, closed }: Pick<Care, 'outcome' | 'closed'>): boolean {
  return closed !== null || (outcome !== 'open' && outcome !== 'overdue');
}

/** What a person is needed for about a bound request. */
export type CareReason = CareDifference | Exclude<CareOutcome, 'open' | 'executed' | 'abandoned'>;

/** Why a person is needed for a bound request; null: nobody is. What differs from the binding weighs more than how the request stands. */
export function careReason(care: Care | undefined): CareReason | null {
  if (care === undefined || care.closed !== null) return null;
  if (care.difference !== null) return care.difference;
  return care.outcome === 'open' || care.outcome === 'executed' || care.outcome === 'abandoned' ? null : care.outcome;
}

/** The journal's events of after-care: each says that something is known which was not before. */
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

/** How bound requests stand, in figures. */
export const careCountsSchema = z.strictObject({
  /** Of those that were bound within the time in which they are asked about. */
  executed: z.int().nonnegative(),
  /** Overdue, or never executed at all; until a person has closed it. */
  neverExecuted: z.int().nonnegative(),
});
export type CareCounts = z.infer<typeof careCountsSchema>;

/** The calls of this feature: a part of the contract's table. */
export const afterCareCalls = {
  /** Closes what a person had to look at about a bound request; it is asked about no more. The binding itself stays as it is. */
  'afterCare/close': {
    role: 'operator',
    opensDialog: false,
    request: z.strictObject({ bindingId: guidSchema, reason: reasonSchema }),
    value: emptySchema,
  },
} as const satisfies CallTable;

import * as z from 'zod';
import { type CallTable, reasonSchema } from './call.js';
import { credentialsSchema } from './sign-in.js';
import type { StationError } from './errors.js';
import { guidSchema, instantSchema } from './ids.js';
import { presentationIdSchema } from './readers.js';
import { roleSchema } from './roles.js';

/**
 * Actions for which the settings may ask for a second person (`roles.fourEyes`).
 * - `override-refusal`: any refusal of the station's own policy may be approved.
 * - `bind-unresolved-person`: binding for a person whose name is not known needs an approval, whatever policy says.
 * - `give-up-uncertain`: leaving a binding of which nobody knows whether it took effect needs one.
 * - `abandon-request`: the request of a bound card may be abandoned at the server, and never without one.
 */
export const fourEyesActions = ['override-refusal', 'bind-unresolved-person', 'give-up-uncertain', 'abandon-request'] as const;
export const fourEyesActionSchema = z.enum(fourEyesActions);
export type FourEyesAction = z.infer<typeof fourEyesActionSchema>;

/**
 * The refusals that a second person can override: the one table. Only what the station's own policy refuses may stand
 * here. What the server says of a request or a card, what the journal says of either, and what the reader says of the
 * card is never anybody's to override; a test holds the table to that.
 */
export const overridable = [
  {
    code: 'person-unresolved',
    by: ['bind-unresolved-person', 'override-refusal'],
    why: 'The office may know who somebody is before the roster or the directory does; a second person vouches for it.',
  },
  {
    code: 'requests-too-old',
    by: ['override-refusal'],
    why: 'The limit is a guess of how long a list stays true; the server is still asked before anything is sent.',
  },
  {
    code: 'card-prepared-for-another',
    by: ['override-refusal'],
    why: 'A prepared file can be wrong or late, and the card in hand be meant for this person; who says so signs for it.',
  },
  {
    code: 'request-prepared-for-another',
    by: ['override-refusal'],
    why: 'The card that was prepared may be lost or broken, and the person waits; who says so signs for another one.',
  },
  {
    code: 'card-refused-by-stock',
    by: ['override-refusal'],
    why: 'A supplier’s list can be late or wrong, and a card that was lost be found again; who says so signs for it.',
  },
] as const satisfies readonly { readonly code: StationError['code']; readonly by: readonly FourEyesAction[]; readonly why: string }[];
export type OverridableCode = (typeof overridable)[number]['code'];
export const overridableCodeSchema = z.enum(overridable.map(({ code }) => code));

/** A refusal that can be overridden, with its facts. */
export type OverridableError = Extract<StationError, { code: OverridableCode }>;

/** Whether a refusal can be overridden by a second person, where the settings ask for one for these actions. */
export function canOverride(error: StationError, fourEyes: readonly FourEyesAction[]): error is OverridableError {
  return isOverridable(error.code, fourEyes);
}

/** The same of a refusal's code. */
export function isOverridable(code: StationError['code'], fourEyes: readonly FourEyesAction[]): boolean {
  return overridable.some((row) => row.code === code && row.by.some((action) => fourEyes.includes(action)));
}

/** What exactly is approved: one act about one thing. */
export const approvalSubjectSchema = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('bind'),
    requestId: guidSchema,
    /** The card, as it lies in the reader now. */
    presentationId: presentationIdSchema,
    /** Every refusal that is overridden. */
    refusals: z.array(overridableCodeSchema).min(1).max(overridable.length),
  }),
  z.strictObject({ act: z.literal('give-up'), bindingId: guidSchema }),
  z.strictObject({ act: z.literal('abandon'), bindingId: guidSchema }),
]);
export type ApprovalSubject = z.infer<typeof approvalSubjectSchema>;

/** An approval as the journal keeps it beside what was approved. */
export const approvalSchema = z.strictObject({
  approvalId: guidSchema,
  /** The account that was signed in with, or the directory's name of it. */
  approver: z.string(),
  role: roleSchema,
  /** Empty where no refusal was overridden. */
  refusals: z.array(z.string()),
  reason: z.string(),
});
export type Approval = z.infer<typeof approvalSchema>;

/** What the screen is told of an approval: enough to use it, once. */
export const grantedSchema = z.strictObject({
  approvalId: guidSchema,
  approver: z.string(),
  /** Not used by then it is void. */
  until: instantSchema,
});
export type Granted = z.infer<typeof grantedSchema>;

/** The calls of this feature: a part of the contract's table. */
export const approvalCalls = {
  /** A second person signs in for one act. Name and password are looked at once and kept nowhere. Who asks for it is the operator; who grants it proves to be somebody else, with a role of their own. */
  'approvals/approve': {
    role: 'operator',
    opensDialog: false,
    checksIdentity: true,
    request: credentialsSchema.extend({ subject: approvalSubjectSchema, reason: reasonSchema }),
    value: grantedSchema,
  },
} as const satisfies CallTable;

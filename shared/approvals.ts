import * as z from 'zod';
import { type CallTable, reasonSchema } from './call.js';
import { credentialsSchema } from './sign-in.js';
import type { StationError } from './errors.js';
import { guidSchema, instantSchema } from './ids.js';
import { presentationIdSchema } from './readers.js';
import { roleSchema } from './roles.js';

/**
 * Actions for which the settings may require a second person (`roles.fourEyes`).
 * - `override-refusal`: a refusal by the station's own settings may be approved.
 * - `bind-unresolved-person`: binding for a person whose name is unknown needs approval, whatever the policy says.
 * - `give-up-uncertain`: giving up a binding that may have taken effect needs approval.
 * - `abandon-request`: the request of a bound card may be abandoned at the server, always with approval.
 */
export const fourEyesActions = ['override-refusal', 'bind-unresolved-person', 'give-up-uncertain', 'abandon-request'] as const;
export const fourEyesActionSchema = z.enum(fourEyesActions);
export type FourEyesAction = z.infer<typeof fourEyesActionSchema>;

/**
 * Every refusal that a second person can override. Only refusals by the station's own settings belong here. What the server
 * says about a request or a card, what the journal says about either, and what the reader says about the card can never be
 * overridden; a test enforces this.
 */
export const overridable = [
  {
    code: 'person-unresolved',
    by: ['bind-unresolved-person', 'override-refusal'],
    why: 'The office may know who a person is before the roster or the directory does; a second person vouches for it.',
  },
  {
    code: 'requests-too-old',
    by: ['override-refusal'],
    why: 'The limit is a guess of how long a list stays true; the server is still asked before anything is sent.',
  },
  {
    code: 'card-prepared-for-another',
    by: ['override-refusal'],
    why: 'A prepared file can be wrong or late, and the card may be the right one for this person; the second person vouches for it.',
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

/** Returns whether a second person can override a refusal, given the actions for which the settings require one. */
export function canOverride(error: StationError, fourEyes: readonly FourEyesAction[]): error is OverridableError {
  return isOverridable(error.code, fourEyes);
}

/** Same as {@link canOverride}, for an error code alone. */
export function isOverridable(code: StationError['code'], fourEyes: readonly FourEyesAction[]): boolean {
  return overridable.some((row) => row.code === code && row.by.some((action) => fourEyes.includes(action)));
}

/** What exactly is approved: one action on one object. */
export const approvalSubjectSchema = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('bind'),
    requestId: guidSchema,
    /** The card as it is in the reader now. */
    presentationId: presentationIdSchema,
    /** Every refusal that is overridden. */
    refusals: z.array(overridableCodeSchema).min(1).max(overridable.length),
  }),
  z.strictObject({ act: z.literal('give-up'), bindingId: guidSchema }),
  z.strictObject({ act: z.literal('abandon'), bindingId: guidSchema }),
]);
export type ApprovalSubject = z.infer<typeof approvalSubjectSchema>;

/** An approval as the journal stores it. */
export const approvalSchema = z.strictObject({
  approvalId: guidSchema,
  /** The account that signed in, or its name in the directory. */
  approver: z.string(),
  role: roleSchema,
  /** Empty if no refusal was overridden. */
  refusals: z.array(z.string()),
  reason: z.string(),
});
export type Approval = z.infer<typeof approvalSchema>;

/** What the page learns about an approval: enough to use it once. */
export const grantedSchema = z.strictObject({
  approvalId: guidSchema,
  approver: z.string(),
  /** The approval expires at this time if it was not used. */
  until: instantSchema,
});
export type Granted = z.infer<typeof grantedSchema>;

/** Calls of this feature, merged into the contract. */
export const approvalCalls = {
  /**
   * A second person signs in to approve one action. Name and password are checked once and not stored. The operator makes the
   * call; the second person proves a different identity with a role of their own.
   */
  'approvals/approve': {
    role: 'operator',
    opensDialog: false,
    checksIdentity: true,
    request: credentialsSchema.extend({ subject: approvalSubjectSchema, reason: reasonSchema }),
    value: grantedSchema,
  },
} as const satisfies CallTable;

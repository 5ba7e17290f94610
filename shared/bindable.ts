import * as z from 'zod';

/**
 * Decides which requests can be bound at a desk, by Microsoft's documentation, and by cautious rules where it is silent. The
 * numbers are pages of the FIM CM SDK: bb468381 and bb490435 on requests that assign no new card, bb456812 on Approved and
 * Executing, bb468281 on enrollment agents.
 */

/** The server list a request came from. Status numbers are not documented, so the list decides. */
export const requestStageSchema = z.enum(['approved', 'executing', 'pending']);
export type RequestStage = z.infer<typeof requestStageSchema>;

/** Facts that decide whether a card may be bound to a request. */
export const requestFactsSchema = z.strictObject({
  stage: requestStageSchema,
  isSmartcard: z.boolean(),
  /** `NewSmartcardUuid` is set: the request has its card. */
  hasNewCard: z.boolean(),
  /** `OldSmartcardUuid` is set: the request is about an existing card. */
  hasOldCard: z.boolean(),
  /** Whether an enrollment agent executes the request; otherwise the person it is for may have to. */
  isEnrollmentAgent: z.boolean(),
  /** Whether the profile template requires a virtual card; null if the account cannot see the template. */
  isVirtual: z.boolean().nullable(),
});
export type RequestFacts = z.infer<typeof requestFactsSchema>;

/**
 * How to treat requests that no enrollment agent executes.
 * - `note`: can be bound, with a note.
 * - `refuse`: listed among those that cannot be bound here.
 * - `hide`: not listed, and refused.
 */
export const personalRequestsSchema = z.enum(['note', 'refuse', 'hide']);

/** The administrator's rules for kinds of requests. */
export const bindableRuleSchema = z.strictObject({
  /** Request types that may be bound although they are about an existing card. */
  types: z.array(z.int()),
  personal: personalRequestsSchema,
});
export type BindableRule = z.infer<typeof bindableRuleSchema>;

/**
 * Why a request cannot be bound here.
 * - `has-a-smartcard`: it already has its card.
 * - `not-a-smartcard-request`: it is for certificates without a card.
 * - `virtual`: it requires a virtual card, which is made on the person's computer.
 * - `not-approved`: it is not approved yet, or is over.
 * - `takes-no-card`: it unblocks an existing card.
 * - `about-a-card`: its type is not documented and it is about an existing card: it may replace the card or end it.
 * - `personal`: the person has to execute it, and the settings exclude such requests.
 */
export const notBindableReasons = [
  'has-a-smartcard',
  'not-a-smartcard-request',
  'virtual',
  'not-approved',
  'takes-no-card',
  'about-a-card',
  'personal',
] as const;
export type NotBindableReason = (typeof notBindableReasons)[number];

/**
 * What an operator should know about a request that may be bound.
 * - `personal`: no enrollment agent executes it: the person may have to, and the server may refuse.
 * - `other-type`: its type is not documented, so it may not take a card.
 * - `allowed-type`: it is about an existing card, and the settings allow its type.
 */
export type BindableNote = 'personal' | 'other-type' | 'allowed-type';

export type Bindable =
  { readonly bindable: true; readonly notes: readonly BindableNote[] } | { readonly bindable: false; readonly reason: NotBindableReason };

/** RequestType as in the documentation's examples: Enroll issues a new card, Unblock changes an existing one. */
const ENROLL = 1;
const UNBLOCK = 5;

/** Returns whether a card may be bound to a request of this type, with a note, or the reason why not. */
export function bindable(type: number, facts: RequestFacts, { types, personal }: BindableRule): Bindable {
  const no = (reason: NotBindableReason): Bindable => ({ bindable: false, reason });
  if (facts.hasNewCard) return no('has-a-smartcard');
  if (!facts.isSmartcard) return no('not-a-smartcard-request');
  if (facts.isVirtual === true) return no('virtual');
  if (facts.stage === 'pending') return no('not-approved');
  if (type === UNBLOCK) return no('takes-no-card');
  const isAboutCard = type !== ENROLL && facts.hasOldCard;
  if (isAboutCard && !types.includes(type)) return no('about-a-card');
  if (!facts.isEnrollmentAgent && personal !== 'note') return no('personal');
  const ofType: readonly BindableNote[] = isAboutCard ? ['allowed-type'] : type === ENROLL ? [] : ['other-type'];
  return { bindable: true, notes: [...(facts.isEnrollmentAgent ? [] : (['personal'] as const)), ...ofType] };
}

/**
 * Returns the facts for a request stored by an older Card Desk, which listed only approved smart card requests without a
 * card. For types other than Enroll that is not enough to decide.
 */
export function legacyRequestFacts(type: number): RequestFacts {
  return {
    stage: 'approved',
    isSmartcard: true,
    hasNewCard: false,
    hasOldCard: type !== ENROLL,
    isEnrollmentAgent: false,
    isVirtual: null,
  };
}

import * as z from 'zod';

/**
 * Which requests a desk may bind, by what Microsoft's pages say, and where they are silent. The numbers are pages of the FIM CM SDK:
 * bb468381 and bb490435 on requests that assign no new card, bb456812 on Approved and Executing, bb468281 on enrolment agents.
 */

/** The list a request came with. The numbers of the statuses are documented nowhere, so the query that was asked decides. */
export const requestStageSchema = z.enum(['approved', 'executing', 'pending']);
export type RequestStage = z.infer<typeof requestStageSchema>;

/** What decides whether a card may be bound to a request. */
export const requestFactsSchema = z.strictObject({
  stage: requestStageSchema,
  isSmartcard: z.boolean(),
  /** `NewSmartcardUuid`: it has its card. */
  hasNewCard: z.boolean(),
  /** `OldSmartcardUuid`: it is about a card there is. */
  hasOldCard: z.boolean(),
  /** Whether an enrolment agent runs the request; else the person it is for may have to. */
  isEnrollmentAgent: z.boolean(),
  /** Whether its profile template wants a virtual card; null: the template is not shown to this account. */
  isVirtual: z.boolean().nullable(),
});
export type RequestFacts = z.infer<typeof requestFactsSchema>;

/**
 * What becomes of requests that no enrolment agent runs.
 * - `note`: bindable, with a note.
 * - `refuse`: shown among those that cannot be bound here.
 * - `hide`: not shown, and refused.
 */
export const personalRequestsSchema = z.enum(['note', 'refuse', 'hide']);

/** What the administrator has decided about kinds of requests. */
export const bindableRuleSchema = z.strictObject({
  /** Numbers of types that may be bound although they are about a card there is. */
  types: z.array(z.int()),
  personal: personalRequestsSchema,
});
export type BindableRule = z.infer<typeof bindableRuleSchema>;

/**
 * Why a request cannot be bound here.
 * - `has-a-smartcard`: it has its card already.
 * - `not-a-smartcard-request`: it is for certificates without a card.
 * - `virtual`: it wants a virtual card, which is made on the person's computer.
 * - `not-approved`: it waits for approval, or is over.
 * - `takes-no-card`: it unblocks a card there is.
 * - `about-a-card`: its type is not documented and it is about a card there is: it may replace the card, or end it.
 * - `personal`: the person has to run it, and the settings keep such requests from the desk.
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
 * What an operator should know of a request that may be bound.
 * - `personal`: no enrolment agent runs it: the person may have to, and the server may refuse.
 * - `other-type`: its type is not documented; nothing says that it takes a card.
 * - `allowed-type`: it is about a card there is, and the settings allow its type.
 */
export type BindableNote = 'personal' | 'other-type' | 'allowed-type';

export type Bindable =
  { readonly bindable: true; readonly notes: readonly BindableNote[] } | { readonly bindable: false; readonly reason: NotBindableReason };

/** RequestType as the pages' examples show it: Enroll gives a card to somebody, Unblock changes one they have. */
const ENROLL = 1;
const UNBLOCK = 5;

/** Returns whether a card may be bound to a request of this type, with what to note; or why not. */
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

/** What an older Card Desk knew of the requests it kept: approved ones for a smart card that had none. Of other types than Enroll that is too little. */
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

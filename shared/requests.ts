import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { unusableAccountProblems } from './account-problems.js';
import { bindable, bindableRuleSchema, legacyRequestFacts, requestFactsSchema, type Bindable, type BindableRule } from './bindable.js';
import { guidSchema, instantSchema } from './ids.js';

/** A person known to a people source. */
export const knownPersonSchema = z.strictObject({
  state: z.literal('resolved'),
  userId: guidSchema,
  name: z.string(),
  account: z.string(),
  department: z.string(),
  employeeId: z.string(),
});
export type KnownPerson = z.infer<typeof knownPersonSchema>;

/** A user GUID with what a people source knows about it. The CM API itself returns only GUIDs. */
export const personSchema = z.discriminatedUnion('state', [
  knownPersonSchema,
  z.strictObject({ state: z.literal('unresolved'), userId: guidSchema }),
]);
export type Person = z.infer<typeof personSchema>;

/** Why the directory could not be asked, with its own message. */
export const directoryFailureSchema = z.strictObject({
  code: z.enum(['insecure', 'sign-in-refused', 'base-unknown', 'failed', 'no-password', 'no-authorities']),
  detail: z.string(),
});
export type DirectoryFailure = z.infer<typeof directoryFailureSchema>;

/** Maximum number of similar people listed. */
export const MAX_SIMILAR_PEOPLE = 3;

/** What is shown about a person on closer inspection. */
export const personDetailsSchema = z.strictObject({
  /** When a directory last confirmed the person; null if none did. */
  asOf: instantSchema.nullable(),
  /** Whether there is a photo at {@link photoPath}. */
  hasPhoto: z.boolean(),
  /** Why this person's account may not be used, as the directory currently says; null if nothing is known against it. */
  problem: z.enum(unusableAccountProblems).nullable(),
  /** Some of the other people in the list whose names look like this person's. */
  alike: z.array(knownPersonSchema).max(MAX_SIMILAR_PEOPLE),
});
export type PersonDetails = z.infer<typeof personDetailsSchema>;

/** Returns the path of a user's photo, below the window's own origin. */
export function photoPath(userId: string): string {
  return `/photos/${userId}`;
}

/** A profile template's id with its name, if the account may see it (get profile templates page). */
export const profileTemplateRefSchema = z.strictObject({
  profileTemplateId: guidSchema,
  name: z.string().nullable(),
});

/** A request as the operator sees it. */
export const requestViewSchema = z.strictObject({
  requestId: guidSchema,
  /** RequestType number at the server: 1 = Enroll, 5 = Unblock; others are not documented. */
  type: z.int(),
  person: personSchema,
  profileTemplate: profileTemplateRefSchema,
  submittedAt: instantSchema,
  priority: z.int(),
  comment: z.string(),
  /** Facts that decide whether a card may be bound to it; absent in requests stored by an older Card Desk. */
  facts: requestFactsSchema.optional(),
});
export type RequestView = z.infer<typeof requestViewSchema>;

/** Returns whether a card may be bound to a request, by its view. */
export function bindableView({ type, facts }: Pick<RequestView, 'type' | 'facts'>, rule: BindableRule): Bindable {
  return bindable(type, facts ?? legacyRequestFacts(type), rule);
}

/** Settings of the list of requests. */
export const requestRulesSchema = bindableRuleSchema.extend({
  /** Sort order when the desk opens. */
  order: z.enum(['newest', 'priority', 'oldest', 'name']),
  /** Days after which a request is folded away; 0: never. */
  foldAfterDays: z.int().nonnegative(),
});
export type RequestRules = z.infer<typeof requestRulesSchema>;

/** Calls of this feature, merged into the contract. */
export const requestCalls = {
  'requests/refresh': { role: 'viewer', opensDialog: false, request: emptySchema, value: emptySchema },
  /** Returns further details of a person; the photo is fetched separately, as an image. */
  'people/details': { role: 'viewer', opensDialog: false, request: z.strictObject({ userId: guidSchema }), value: personDetailsSchema },
} as const satisfies CallTable;

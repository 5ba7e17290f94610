import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { unusableAccountProblems } from './account-problems.js';
import { bindable, bindableRuleSchema, legacyRequestFacts, requestFactsSchema, type Bindable, type BindableRule } from './bindable.js';
import { guidSchema, instantSchema } from './ids.js';

/** Somebody a people source knows. */
export const knownPersonSchema = z.strictObject({
  state: z.literal('resolved'),
  userId: guidSchema,
  name: z.string(),
  account: z.string(),
  department: z.string(),
  employeeId: z.string(),
});
export type KnownPerson = z.infer<typeof knownPersonSchema>;

/** A user GUID with what a people source knows of it. The CM API itself gives GUIDs only. */
export const personSchema = z.discriminatedUnion('state', [
  knownPersonSchema,
  z.strictObject({ state: z.literal('unresolved'), userId: guidSchema }),
]);
export type Person = z.infer<typeof personSchema>;

/** Why the directory could not be asked, with its own words. */
export const directoryFailureSchema = z.strictObject({
  code: z.enum(['insecure', 'sign-in-refused', 'base-unknown', 'failed', 'no-password', 'no-authorities']),
  detail: z.string(),
});
export type DirectoryFailure = z.infer<typeof directoryFailureSchema>;

/** So many people who look alike are named at most. */
export const MAX_SIMILAR_PEOPLE = 3;

/** What is shown of a person when somebody looks closer. */
export const personDetailsSchema = z.strictObject({
  /** When a directory last said who this is; null where no directory did. */
  asOf: instantSchema.nullable(),
  /** Whether there is a photo to be had at {@link photoPath}. */
  hasPhoto: z.boolean(),
  /** Why this person's account may not be used, as the directory says just now; null: nothing is known against it. */
  problem: z.enum(unusableAccountProblems).nullable(),
  /** Others on the list whose names look like this person's, some of them. */
  alike: z.array(knownPersonSchema).max(MAX_SIMILAR_PEOPLE),
});
export type PersonDetails = z.infer<typeof personDetailsSchema>;

/** Where the window finds the photo of a user, by id, below its own origin. */
export function photoPath(userId: string): string {
  return `/photos/${userId}`;
}

/** A profile template's id with its name, where the signed-in user may see it (get profile templates page). */
export const profileTemplateRefSchema = z.strictObject({
  profileTemplateId: guidSchema,
  name: z.string().nullable(),
});

/** A request as the operator sees it. */
export const requestViewSchema = z.strictObject({
  requestId: guidSchema,
  /** RequestType as the server numbers it: 1 = Enroll, 5 = Unblock, others are not documented. */
  type: z.int(),
  person: personSchema,
  profileTemplate: profileTemplateRefSchema,
  submittedAt: instantSchema,
  priority: z.int(),
  comment: z.string(),
  /** What decides whether a card may be bound to it; absent in what an older Card Desk kept. */
  facts: requestFactsSchema.optional(),
});
export type RequestView = z.infer<typeof requestViewSchema>;

/** Whether a card may be bound to a request as it is shown. */
export function bindableView({ type, facts }: Pick<RequestView, 'type' | 'facts'>, rule: BindableRule): Bindable {
  return bindable(type, facts ?? legacyRequestFacts(type), rule);
}

/** What the settings say of the list of requests. */
export const requestRulesSchema = bindableRuleSchema.extend({
  /** Its order when the desk opens. */
  order: z.enum(['newest', 'priority', 'oldest', 'name']),
  /** Days after which a request is folded away; 0: never. */
  foldAfterDays: z.int().nonnegative(),
});
export type RequestRules = z.infer<typeof requestRulesSchema>;

/** The calls of this feature: a part of the contract's table. */
export const requestCalls = {
  'requests/refresh': { role: 'viewer', opensDialog: false, request: emptySchema, value: emptySchema },
  /** What else is known of a person; the photo itself is fetched as a picture. */
  'people/details': { role: 'viewer', opensDialog: false, request: z.strictObject({ userId: guidSchema }), value: personDetailsSchema },
} as const satisfies CallTable;

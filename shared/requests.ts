import { z } from 'zod';
import { guidSchema, instantSchema } from './ids.js';

/** A user GUID with what a people source knows of it. The CM API itself gives GUIDs only. */
export const personSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('resolved'),
    userId: guidSchema,
    name: z.string(),
    account: z.string(),
    department: z.string(),
    employeeId: z.string(),
  }),
  z.strictObject({ state: z.literal('unresolved'), userId: guidSchema }),
]);
export type Person = z.infer<typeof personSchema>;

/** A profile template's id with its name, where the signed-in user may see it (get profile templates page). */
export const profileTemplateRefSchema = z.strictObject({
  profileTemplateId: guidSchema,
  name: z.string().nullable(),
});

/** A request as the operator sees it: approved, for a smartcard, without a smartcard yet. */
export const requestViewSchema = z.strictObject({
  requestId: guidSchema,
  /** RequestType as the server numbers it: 1 = Enroll, 5 = Unblock, others are not documented. */
  type: z.int(),
  person: personSchema,
  profileTemplate: profileTemplateRefSchema,
  submittedAt: instantSchema,
  priority: z.int(),
  comment: z.string(),
});
export type RequestView = z.infer<typeof requestViewSchema>;

import * as z from 'zod';
import type { CallTable } from './call.js';
import { guidSchema, instantSchema } from './ids.js';
import { personSchema } from './requests.js';

/** Lists in which a person without a bindable request is looked up (get request page, `status`). */
export const lookedUpStatuses = ['Approved', 'Executing', 'Pending', 'Completed', 'Denied', 'Failed', 'Canceled'] as const;

/** Maximum number of requests returned, the newest ones. */
export const MAX_FOUND_REQUESTS = 20;

const statusSchema = z.enum(lookedUpStatuses);

const foundRequestSchema = z.strictObject({
  requestId: guidSchema,
  person: personSchema,
  type: z.int(),
  /** The list it came from. */
  status: statusSchema,
  submittedAt: instantSchema,
  /** Null if the server gives none. */
  completedAt: instantSchema.nullable(),
});
export type FoundRequest = z.infer<typeof foundRequestSchema>;

const lookedUpSchema = z.strictObject({
  found: z.array(foundRequestSchema).max(MAX_FOUND_REQUESTS),
  /** Total number of matches. */
  total: z.int().nonnegative(),
  /** Lists that could not be fetched. */
  silent: z.array(statusSchema),
  /** Whether the lists name more people than were looked up. */
  isCut: z.boolean(),
});
export type LookedUp = z.infer<typeof lookedUpSchema>;

/** Calls of this feature, merged into the contract. */
export const lookUpCalls = {
  /** Looks up a person's requests in every list of the server; takes as long as the slowest list. */
  'requests/lookUp': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ text: z.string().trim().min(2).max(200) }),
    value: lookedUpSchema,
  },
} as const satisfies CallTable;

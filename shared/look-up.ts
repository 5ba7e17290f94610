import * as z from 'zod';
import type { CallTable } from './call.js';
import { guidSchema, instantSchema } from './ids.js';
import { personSchema } from './requests.js';

/** The lists in which somebody is looked for who has no request to bind (get request page, `status`). */
export const lookedUpStatuses = ['Approved', 'Executing', 'Pending', 'Completed', 'Denied', 'Failed', 'Canceled'] as const;

/** So many requests are told of at most, the newest. */
export const MAX_FOUND_REQUESTS = 20;

const statusSchema = z.enum(lookedUpStatuses);

const foundRequestSchema = z.strictObject({
  requestId: guidSchema,
  person: personSchema,
  type: z.int(),
  /** The list it came with. */
  status: statusSchema,
  submittedAt: instantSchema,
  /** Null where the server gives none. */
  completedAt: instantSchema.nullable(),
});
export type FoundRequest = z.infer<typeof foundRequestSchema>;

const lookedUpSchema = z.strictObject({
  found: z.array(foundRequestSchema).max(MAX_FOUND_REQUESTS),
  /** How many fit in all. */
  total: z.int().nonnegative(),
  /** Lists that could not be had. */
  silent: z.array(statusSchema),
  /** The lists tell of more people than are looked at. */
  isCut: z.boolean(),
});
export type LookedUp = z.infer<typeof lookedUpSchema>;

/** The calls of this feature: a part of the contract's table. */
export const lookUpCalls = {
  /** Looks for somebody's requests in every list of the server; takes as long as the longest of them. */
  'requests/lookUp': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ text: z.string().trim().min(2).max(200) }),
    value: lookedUpSchema,
  },
} as const satisfies CallTable;

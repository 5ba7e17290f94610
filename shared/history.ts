import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { abandonSchema } from './abandon.js';
import { careOutcomes, careOutcomeSchema, careSchema } from './after-care.js';
import { archivedPartSchema } from './archive.js';
import { approvalSchema } from './approvals.js';
import { bindingStateSchema, bindingViewSchema } from './bindings.js';
import { instantSchema, guidSchema } from './ids.js';

/** Names of a binding's states, in the order of its life. */
export const stateNames = [
  'intended',
  'submitting',
  'bound',
  'waiting',
  'uncertain',
  'attention',
  'refused',
  'withdrawn',
  'given-up',
] as const;
export const stateNameSchema = z.enum(stateNames);
export type StateName = z.infer<typeof stateNameSchema>;

/** A search in the history of bindings; all criteria must match. */
export const historyQuerySchema = z.strictObject({
  /** Words that must all occur in person, account, card, request, template or reader; empty matches all. */
  text: z.string().max(200),
  /** Confirmed at or after this moment. */
  from: instantSchema.nullable(),
  /** Confirmed before this moment. */
  to: instantSchema.nullable(),
  /** Empty matches any state. */
  states: z.array(stateNameSchema).max(stateNames.length),
  /** What became of the request since the binding; empty matches all. */
  outcomes: z.array(careOutcomeSchema).max(careOutcomes.length),
  /** The `next` of the page before; null for the first page. */
  before: z.int().positive().nullable(),
});
export type HistoryQuery = z.infer<typeof historyQuerySchema>;

/** One page of bindings, newest first. */
export const historyPageSchema = z.strictObject({
  bindings: z.array(bindingViewSchema),
  /** Asks for the next page; null on the last page. */
  next: z.int().positive().nullable(),
  /** Total number of matches. */
  total: z.int().nonnegative(),
  /** Archived bindings of the requested time, which are not searched; absent if there are none. */
  archived: archivedPartSchema.optional(),
  /**
   * How many bindings of the journal are on no page because their rows cannot be read; counts only rows that a query has reached;
   * absent: none.
   */
  unreadable: z.int().positive().optional(),
});
export type HistoryPage = z.infer<typeof historyPageSchema>;

/** One journal entry about a binding: what happened, who, where, and the resulting state. */
export const historyEntrySchema = z.strictObject({
  seq: z.int().positive(),
  at: instantSchema,
  operator: z.string(),
  station: z.string(),
  event: z.string(),
  state: bindingStateSchema,
  /** What was known about the request by then; null if nothing. */
  care: careSchema.nullable(),
  /** State of abandoning the request by then; null if abandoning was never asked for. */
  abandon: abandonSchema.nullable(),
  /** The second person's approval of what follows; null in every other entry. */
  approval: approvalSchema.nullable(),
  /** The entry's hash, 64 hex digits; the next entry commits to it. */
  hash: z.string(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

/** Result of an export; null if the operator chose no file. */
export const exportedSchema = z.strictObject({ file: z.string(), entries: z.int().nonnegative(), head: z.string() }).nullable();

/** Calls of this feature, merged into the contract. */
export const historyCalls = {
  'history/search': { role: 'viewer', opensDialog: false, request: historyQuerySchema, value: historyPageSchema },
  /** Returns every journal entry about a binding, oldest first. */
  'history/entries': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ bindingId: guidSchema }),
    value: z.array(historyEntrySchema),
  },
  /** Writes the whole journal to a file that the operator chooses; the extension determines the format. */
  'history/export': { role: 'supervisor', opensDialog: true, request: emptySchema, value: exportedSchema },
  /** Prints the print version of the page. */
  'history/print': { role: 'operator', opensDialog: true, request: emptySchema, value: emptySchema },
} as const satisfies CallTable;

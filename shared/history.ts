import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { abandonSchema } from './abandon.js';
import { careOutcomes, careOutcomeSchema, careSchema } from './after-care.js';
import { archivedPartSchema } from './archive.js';
import { approvalSchema } from './approvals.js';
import { bindingStateSchema, bindingViewSchema } from './bindings.js';
import { instantSchema, guidSchema } from './ids.js';

/** The names of a binding's states, in the order of its life. */
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

/** What is looked for in the history of bindings; every part narrows it down. */
export const historyQuerySchema = z.strictObject({
  /** Words that must all stand in person, account, card, request, template or reader; empty: any. */
  text: z.string().max(200),
  /** Confirmed at this moment or later. */
  from: instantSchema.nullable(),
  /** Confirmed before this moment. */
  to: instantSchema.nullable(),
  /** Empty: any state. */
  states: z.array(stateNameSchema).max(stateNames.length),
  /** What became of the request since it was bound, as far as it is known; empty: anything, or nothing. */
  outcomes: z.array(careOutcomeSchema).max(careOutcomes.length),
  /** The `next` of the page before; null: the first page. */
  before: z.int().positive().nullable(),
});
export type HistoryQuery = z.infer<typeof historyQuerySchema>;

/** One page of bindings, the newest first. */
export const historyPageSchema = z.strictObject({
  bindings: z.array(bindingViewSchema),
  /** Asks for the page after this one; null: there is none. */
  next: z.int().positive().nullable(),
  /** How many there are in all. */
  total: z.int().nonnegative(),
  /** What of the time that was asked for is in archives, which are not searched; absent: nothing is. */
  archived: archivedPartSchema.optional(),
});
export type HistoryPage = z.infer<typeof historyPageSchema>;

/** One entry of the journal about a binding: what happened, who, where, and how far the binding came by it. */
export const historyEntrySchema = z.strictObject({
  seq: z.int().positive(),
  at: instantSchema,
  operator: z.string(),
  station: z.string(),
  event: z.string(),
  state: bindingStateSchema,
  /** What was known by then of the request since it was bound; null: nothing. */
  care: careSchema.nullable(),
  /** How far the abandoning of the request had come by then; null: nobody had asked for that. */
  abandon: abandonSchema.nullable(),
  /** Who approved what comes next, as a second person; null in every other entry. */
  approval: approvalSchema.nullable(),
  /** The entry's hash, 64 hex digits: what the next entry commits to. */
  hash: z.string(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

/** What was written by an export; null: the operator chose no file. */
export const exportedSchema = z.strictObject({ file: z.string(), entries: z.int().nonnegative(), head: z.string() }).nullable();

/** The calls of this feature: a part of the contract's table. */
export const historyCalls = {
  'history/search': { role: 'viewer', opensDialog: false, request: historyQuerySchema, value: historyPageSchema },
  /** Every journal entry about a binding, oldest first. */
  'history/entries': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ bindingId: guidSchema }),
    value: z.array(historyEntrySchema),
  },
  /** Writes the whole journal to a file that the operator chooses; its ending says in which form. */
  'history/export': { role: 'supervisor', opensDialog: true, request: emptySchema, value: exportedSchema },
  /** Prints what the page holds for paper. */
  'history/print': { role: 'operator', opensDialog: true, request: emptySchema, value: emptySchema },
} as const satisfies CallTable;

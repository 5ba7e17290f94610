import * as z from 'zod';
import { careSchema } from './after-care.js';
import { archivedPartSchema } from './archive.js';
import type { CallTable } from './call.js';
import { bindingStateSchema } from './bindings.js';
import { guidSchema, instantSchema } from './ids.js';

/** The longest time a report is made of, ms: a week, with the hour that a change of the clocks may add. */
export const MAX_REPORT_MS = (7 * 24 + 1) * 3_600_000;

/** A day or a shift: from a moment, and up to another. */
const periodSchema = z.strictObject({ from: instantSchema, to: instantSchema });
export const reportPeriodSchema = periodSchema.refine(isPeriod, { message: 'is no time of up to a week' });
export type ReportPeriod = z.infer<typeof reportPeriodSchema>;

export const reportQuerySchema = periodSchema
  .extend({
    /** The `next` of the page before; 0: the first page. */
    after: z.int().nonnegative(),
  })
  .refine(isPeriod, { message: 'is no time of up to a week' });
export type ReportQuery = z.infer<typeof reportQuerySchema>;

/** A binding as it stood when the period ended: no more of the person than the name. */
export const reportRowSchema = z.strictObject({
  bindingId: guidSchema,
  confirmedAt: instantSchema,
  /** Who confirmed it, by the journal's entry. */
  confirmedBy: z.string(),
  /** The name; where nobody knows it, the user id. */
  person: z.string(),
  /** The profile template's name; where it has none, its id. */
  profileTemplate: z.string(),
  requestId: guidSchema,
  cardId: z.string(),
  state: bindingStateSchema,
  /** What became of the request since it was bound, as far as it was known when the period ended; null: nothing. */
  care: careSchema.pick({ outcome: true, difference: true }).nullable(),
  /** What a person was needed for then because its request was to be abandoned, whereupon its card is kept apart; null: nobody was. */
  abandoning: z.enum(['abandon-unconfirmed', 'not-abandoned']).nullable(),
  /** When it came to this state, and in whose name. */
  stateAt: instantSchema,
  stateBy: z.string(),
});
export type ReportRow = z.infer<typeof reportRowSchema>;

/** What else the journal noted in the period that whoever takes over should know. */
export const reportNoteSchema = z.strictObject({
  seq: z.int().positive(),
  at: instantSchema,
  event: z.enum(['clock-jumped', 'journal-set-aside', 'journal-put-back', 'restored']),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type ReportNote = z.infer<typeof reportNoteSchema>;

/** One page of a report: every binding something happened to in the period or that was open at its end, oldest first. */
export const reportPageSchema = z.strictObject({
  /** The computer it is of. */
  station: z.string(),
  rows: z.array(reportRowSchema),
  notes: z.array(reportNoteSchema),
  /** What of the period is in archives, on the first page; absent: nothing is. */
  archived: archivedPartSchema.optional(),
  /** Asks for the page after this one; null: there is none. */
  next: z.int().positive().nullable(),
});
export type ReportPage = z.infer<typeof reportPageSchema>;

function isPeriod({ from, to }: { readonly from: string; readonly to: string }): boolean {
  const length = Date.parse(to) - Date.parse(from);
  return length > 0 && length <= MAX_REPORT_MS;
}

/** The calls of this feature: a part of the contract's table. */
export const reportCalls = {
  /** A page of the report of a day or a shift. */
  'report/read': { role: 'viewer', opensDialog: false, request: reportQuerySchema, value: reportPageSchema },
  /** Writes what the page holds for paper as PDF, or the report's rows as CSV, to a file that the operator chooses; null: none. */
  'report/savePdf': {
    role: 'operator',
    opensDialog: true,
    request: reportPeriodSchema,
    value: z.strictObject({ file: z.string().nullable() }),
  },
  'report/saveCsv': {
    role: 'operator',
    opensDialog: true,
    request: reportPeriodSchema,
    value: z.strictObject({ file: z.string().nullable() }),
  },
} as const satisfies CallTable;

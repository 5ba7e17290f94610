import * as z from 'zod';
import { careSchema } from './after-care.js';
import { archivedPartSchema } from './archive.js';
import type { CallTable } from './call.js';
import { bindingStateSchema } from './bindings.js';
import { guidSchema, instantSchema } from './ids.js';

/** Maximum length of a report's period, ms: a week, plus the hour that a clock change may add. */
export const MAX_REPORT_MS = (7 * 24 + 1) * 3_600_000;

/** A day or a shift: from one moment, up to but not including another. */
const periodSchema = z.strictObject({ from: instantSchema, to: instantSchema });
export const reportPeriodSchema = periodSchema.refine(isPeriod, { message: 'is no time of up to a week' });
export type ReportPeriod = z.infer<typeof reportPeriodSchema>;

export const reportQuerySchema = periodSchema
  .extend({
    /** The `next` of the page before; 0 for the first page. */
    after: z.int().nonnegative(),
  })
  .refine(isPeriod, { message: 'is no time of up to a week' });
export type ReportQuery = z.infer<typeof reportQuerySchema>;

/** A binding as it was at the end of the period. Of the person only the name. */
export const reportRowSchema = z.strictObject({
  bindingId: guidSchema,
  confirmedAt: instantSchema,
  /** Who confirmed it, by the journal entry. */
  confirmedBy: z.string(),
  /** The name, or the user id if the name is unknown. */
  person: z.string(),
  /** The profile template's name, or its id if it has none. */
  profileTemplate: z.string(),
  requestId: guidSchema,
  cardId: z.string(),
  state: bindingStateSchema,
  /** What became of the request, as known at the end of the period; null if nothing. */
  care: careSchema.pick({ outcome: true, difference: true }).nullable(),
  /**
   * Why the binding needed attention at that time because its request was to be abandoned, so that its card is kept apart;
   * null if it did not.
   */
  abandoning: z.enum(['abandon-unconfirmed', 'not-abandoned']).nullable(),
  /** When it reached this state, and in whose name. */
  stateAt: instantSchema,
  stateBy: z.string(),
});
export type ReportRow = z.infer<typeof reportRowSchema>;

/** Other journal entries of the period that the next shift should know about. */
export const reportNoteSchema = z.strictObject({
  seq: z.int().positive(),
  at: instantSchema,
  event: z.enum(['clock-jumped', 'journal-set-aside', 'journal-put-back', 'restored']),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type ReportNote = z.infer<typeof reportNoteSchema>;

/** One page of a report: every binding that changed in the period or was open at its end, oldest first. */
export const reportPageSchema = z.strictObject({
  /** Name of the computer. */
  station: z.string(),
  rows: z.array(reportRowSchema),
  notes: z.array(reportNoteSchema),
  /** Archived bindings of the period, on the first page; absent if there are none. */
  archived: archivedPartSchema.optional(),
  /** How many bindings are left out of this page because their entries cannot be read; absent: none. */
  unreadable: z.int().positive().optional(),
  /** Asks for the next page; null on the last page. */
  next: z.int().positive().nullable(),
});
export type ReportPage = z.infer<typeof reportPageSchema>;

function isPeriod({ from, to }: { readonly from: string; readonly to: string }): boolean {
  const length = Date.parse(to) - Date.parse(from);
  return length > 0 && length <= MAX_REPORT_MS;
}

/** Calls of this feature, merged into the contract. */
export const reportCalls = {
  /** Returns a page of the report of a day or a shift. */
  'report/read': { role: 'viewer', opensDialog: false, request: reportQuerySchema, value: reportPageSchema },
  /**
   * Writes the print version of the page as PDF, or the report's rows as CSV, to a file that the operator chooses; null if
   * none was chosen.
   */
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

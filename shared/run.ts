import * as z from 'zod';
import { notBindableReasons } from './bindable.js';
import { bindingStateSchema } from './bindings.js';
import { emptySchema, reasonSchema, type CallTable } from './call.js';
import { guidSchema, instantSchema } from './ids.js';
import { lineRefSchema } from './prepared.js';
import { requestViewSchema } from './requests.js';

/** Maximum number of people in a run: a day's work, and as many ids as a call may carry. */
export const MAX_RUN_PEOPLE = 400;

/** Source of a run: the list of requests as filtered at the desk, or a prepared file. */
export const runSourceSchema = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('list') }),
  z.strictObject({ from: z.literal('file'), file: z.string().max(300) }),
]);
export type RunSource = z.infer<typeof runSourceSchema>;

/**
 * Why a person of a run is set aside.
 * - `operator`: by the operator; `detail` is the reason given.
 * - Reasons why a request cannot be bound, by the list or the server: see `notBindableReasons`, and `request-not-bindable`
 * for `changed` and `gone`.
 * - Outcomes of a line that led to no request when the run began: see `PreparedOutcome`.
 */
export const runReasons = [
  'operator',
  ...notBindableReasons,
  'changed',
  'gone',
  'already-bound',
  'no-request',
  'several-requests',
  'person-unknown',
  'person-ambiguous',
  'person-differs',
  'template-differs',
  'contested',
] as const;
export const runReasonSchema = z.enum(runReasons);
export type RunReason = (typeof runReasons)[number];

/**
 * State of a person in a run; the numbers add up to the whole run.
 * - `left`: not their turn yet.
 * - `under-way`: confirmed; the answer is about to come.
 * - `bound`.
 * - `apart`: confirmed, and the card is kept apart with its slip number.
 * - `aside`: set aside, or the binding was withdrawn or given up; nothing is in progress.
 */
export const runRowStates = ['left', 'under-way', 'bound', 'apart', 'aside'] as const;
export type RunRowState = (typeof runRowStates)[number];

export const runRowSchema = z.strictObject({
  /** From 1, in the order of the run. */
  place: z.int().positive(),
  /** The name; if unknown, as the file writes it, or the user id. */
  person: z.string(),
  /** The profile template's name, or its id if it has none; empty if there is no request. */
  profileTemplate: z.string(),
  requestId: guidSchema.nullable(),
  /** The line of the prepared file; null in a run of the list. */
  line: lineRefSchema.nullable(),
  /** The confirmed card id, or the card as the file writes it; null if neither. */
  card: z.string().nullable(),
  stands: z.enum(runRowStates),
  /** State of the newest binding since the run began; null if there is none. */
  binding: bindingStateSchema.nullable(),
  /** Why the person is set aside, and the operator's text; null if they are not. */
  reason: runReasonSchema.nullable(),
  detail: z.string().max(500),
  /** Slip number of the card kept apart; null if none is. */
  slipNumber: z.int().positive().nullable(),
  /** When and by whom the person was confirmed or set aside; null if neither. */
  at: instantSchema.nullable(),
  by: z.string().nullable(),
});
export type RunRow = z.infer<typeof runRowSchema>;

export const runCountsSchema = z.strictObject({
  left: z.int().nonnegative(),
  'under-way': z.int().nonnegative(),
  bound: z.int().nonnegative(),
  apart: z.int().nonnegative(),
  aside: z.int().nonnegative(),
});
export type RunCounts = z.infer<typeof runCountsSchema>;

/** Maximum number of people kept apart or set aside that are shown beside the next person, newest first. */
export const MAX_ASIDE_SHOWN = 12;

/** The current run of this station, or the last one. */
export const runStateSchema = z.strictObject({
  runId: guidSchema,
  source: runSourceSchema,
  total: z.int().positive(),
  counts: runCountsSchema,
  begunAt: instantSchema,
  begunBy: z.string(),
  /** Null while the run is in progress. */
  endedAt: instantSchema.nullable(),
  /** The person whose turn it is; null if no one is left or the run has ended. */
  next: z
    .strictObject({
      place: z.int().positive(),
      request: requestViewSchema,
      /** The line of the prepared file, and the card as written there; null in a run of the list. */
      prepared: lineRefSchema.extend({ card: z.string() }).nullable(),
    })
    .nullable(),
  aside: z.array(runRowSchema).max(MAX_ASIDE_SHOWN),
});
export type RunState = z.infer<typeof runStateSchema>;

/** A run with all its people. */
export const runReportSchema = z.strictObject({
  /** Name of the computer. */
  station: z.string(),
  runId: guidSchema,
  source: runSourceSchema,
  begunAt: instantSchema,
  begunBy: z.string(),
  endedAt: instantSchema.nullable(),
  endedBy: z.string().nullable(),
  counts: runCountsSchema,
  rows: z.array(runRowSchema),
});
export type RunReport = z.infer<typeof runReportSchema>;

const ofRun = z.strictObject({ runId: guidSchema });
const savedFile = z.strictObject({ file: z.string().nullable() });

/** Calls of this feature, merged into the contract. None of them binds anything. */
export const runCalls = {
  /** Begins a run of these requests, in this order, or of the lines of a prepared file that are not done, in the file's order. */
  'run/begin': {
    role: 'operator',
    opensDialog: false,
    request: z.discriminatedUnion('from', [
      z.strictObject({ from: z.literal('list'), requestIds: z.array(guidSchema).min(1).max(MAX_RUN_PEOPLE) }),
      z.strictObject({ from: z.literal('file'), file: z.string().max(300) }),
    ]),
    value: emptySchema,
  },
  /** Sets a person of the run aside, with the reason for the journal, and continues with the next person. */
  'run/setAside': {
    role: 'operator',
    opensDialog: false,
    request: ofRun.extend({ place: z.int().positive(), reason: reasonSchema }),
    value: z.strictObject({ slipNumber: z.int().positive() }),
  },
  /** Ends the run; bindings that are queued or need attention continue as usual. */
  'run/end': { role: 'operator', opensDialog: false, request: ofRun, value: emptySchema },
  /** Returns the report of the current run, or of the last one, from the journal; null if there was none. */
  'run/read': { role: 'viewer', opensDialog: false, request: emptySchema, value: runReportSchema.nullable() },
  /**
   * Writes the print version of the page as PDF, or the report's rows as CSV, to a file that the operator chooses; null if
   * none was chosen.
   */
  'run/savePdf': { role: 'operator', opensDialog: true, request: emptySchema, value: savedFile },
  'run/saveCsv': { role: 'operator', opensDialog: true, request: emptySchema, value: savedFile },
} as const satisfies CallTable;

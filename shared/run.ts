import * as z from 'zod';
import { notBindableReasons } from './bindable.js';
import { bindingStateSchema } from './bindings.js';
import { emptySchema, reasonSchema, type CallTable } from './call.js';
import { guidSchema, instantSchema } from './ids.js';
import { lineRefSchema } from './prepared.js';
import { requestViewSchema } from './requests.js';

/** So many people a run has at most: a day's work, and as many ids as a call may carry. */
export const MAX_RUN_PEOPLE = 400;

/** What a run was made of: the list of requests as it stood on the desk, or a prepared file. */
export const runSourceSchema = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('list') }),
  z.strictObject({ from: z.literal('file'), file: z.string().max(300) }),
]);
export type RunSource = z.infer<typeof runSourceSchema>;

/**
 * Why somebody of a run is set aside.
 * - `operator`: the operator said so; `detail` is their reason.
 * - those of a request that cannot be bound, by the list or the server: see `notBindableReasons`, and
 *   `request-not-bindable` for `changed` and `gone`.
 * - those of a line that came to no request when the run began: see `PreparedOutcome`.
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
 * Where somebody of a run stands; these add up to the run.
 * - `left`: their turn has not come.
 * - `under-way`: confirmed, the answer is a moment away.
 * - `bound`.
 * - `apart`: confirmed, and the card is kept apart with its slip number.
 * - `aside`: nothing is under way for them: set aside, or the binding was withdrawn or given up.
 */
export const runRowStates = ['left', 'under-way', 'bound', 'apart', 'aside'] as const;
export type RunRowState = (typeof runRowStates)[number];

export const runRowSchema = z.strictObject({
  /** From 1, in the order of the run. */
  place: z.int().positive(),
  /** The name; where nobody knows it, as the file has it, or the user id. */
  person: z.string(),
  /** The profile template's name; where it has none, its id; empty where there is no request. */
  profileTemplate: z.string(),
  requestId: guidSchema.nullable(),
  /** The line of the prepared file; null in a run of the list. */
  line: lineRefSchema.nullable(),
  /** The card id that was confirmed, or the card as the file has it; null: neither. */
  card: z.string().nullable(),
  stands: z.enum(runRowStates),
  /** The state of their newest binding since the run began; null: there is none. */
  binding: bindingStateSchema.nullable(),
  /** Why they are set aside, and what the operator wrote; null: they are not. */
  reason: runReasonSchema.nullable(),
  detail: z.string().max(500),
  /** The number of what is kept apart; null: nothing is. */
  slipNumber: z.int().positive().nullable(),
  /** When they were confirmed or set aside, and by whom; null: neither. */
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

/** So many of those kept apart or set aside are shown beside the next person, the newest first. */
export const MAX_ASIDE_SHOWN = 12;

/** The run that is under way at this station, or the last one that was. */
export const runStateSchema = z.strictObject({
  runId: guidSchema,
  source: runSourceSchema,
  total: z.int().positive(),
  counts: runCountsSchema,
  begunAt: instantSchema,
  begunBy: z.string(),
  /** Null while it is under way. */
  endedAt: instantSchema.nullable(),
  /** Whose turn it is; null: nobody is left, or the run has ended. */
  next: z
    .strictObject({
      place: z.int().positive(),
      request: requestViewSchema,
      /** The line of the prepared file, and the card as it is written there; null in a run of the list. */
      prepared: lineRefSchema.extend({ card: z.string() }).nullable(),
    })
    .nullable(),
  aside: z.array(runRowSchema).max(MAX_ASIDE_SHOWN),
});
export type RunState = z.infer<typeof runStateSchema>;

/** A run with everybody in it. */
export const runReportSchema = z.strictObject({
  /** The computer it is of. */
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

/** The calls of this feature: a part of the contract's table. None of them binds anything. */
export const runCalls = {
  /** Begins a run of these requests, in this order, or of the lines of a prepared file that are not done, in the file's. */
  'run/begin': {
    role: 'operator',
    opensDialog: false,
    request: z.discriminatedUnion('from', [
      z.strictObject({ from: z.literal('list'), requestIds: z.array(guidSchema).min(1).max(MAX_RUN_PEOPLE) }),
      z.strictObject({ from: z.literal('file'), file: z.string().max(300) }),
    ]),
    value: emptySchema,
  },
  /** Sets somebody of the run aside, with the reason the journal keeps: the next one's turn comes. */
  'run/setAside': {
    role: 'operator',
    opensDialog: false,
    request: ofRun.extend({ place: z.int().positive(), reason: reasonSchema }),
    value: z.strictObject({ slipNumber: z.int().positive() }),
  },
  /** Ends the run; what is queued or needs attention goes on as always. */
  'run/end': { role: 'operator', opensDialog: false, request: ofRun, value: emptySchema },
  /** The report of the run that is under way, or of the last one, made of the journal; null: there was none. */
  'run/read': { role: 'viewer', opensDialog: false, request: emptySchema, value: runReportSchema.nullable() },
  /** Writes what the page holds for paper as PDF, or the report's rows as CSV, to a file that the operator chooses; null: none. */
  'run/savePdf': { role: 'operator', opensDialog: true, request: emptySchema, value: savedFile },
  'run/saveCsv': { role: 'operator', opensDialog: true, request: emptySchema, value: savedFile },
} as const satisfies CallTable;

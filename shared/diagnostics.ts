import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { backupReportSchema } from './backup.js';
import { collectorReportSchema } from './collector.js';
import { instantSchema } from './ids.js';

/** Durations of the newest 200 calls of one kind to the CM service. */
export const callTimingSchema = z.strictObject({
  call: z.string(),
  count: z.int().nonnegative(),
  failures: z.int().nonnegative(),
  lastMs: z.number().nonnegative(),
  medianMs: z.number().nonnegative(),
  slowestMs: z.number().nonnegative(),
});
export type CallTiming = z.infer<typeof callTimingSchema>;

/** State of the journal, as reported by its database. */
export const journalHealthSchema = z.strictObject({
  entries: z.int().nonnegative(),
  /** Hash of the last entry, 64 hex digits. */
  head: z.string(),
  bindings: z.int().nonnegative(),
  unsettled: z.int().nonnegative(),
  sizeBytes: z.int().nonnegative(),
});
export type JournalHealth = z.infer<typeof journalHealthSchema>;

/** A binding whose row in the journal this program cannot read. It is in no list, and is neither changed nor removed. */
export const unreadableRowSchema = z.strictObject({
  /** The number of the entry of its intent. */
  entry: z.int().positive(),
  /** Whether it is certain which request and card it is about. Where it is not, nothing at all is bound. */
  isPairKnown: z.boolean(),
  /** Whether the binding was settled. */
  isSettled: z.boolean(),
  /** The number on its card's slip; null: it has none, or it cannot be read. */
  slipNumber: z.int().positive().nullable(),
});
export type UnreadableRow = z.infer<typeof unreadableRowSchema>;

/** What the screen does not show because it cannot be read or does not fit. */
export const leftOutSchema = z.strictObject({
  /** Requests of the server's list that cannot be read now. */
  requests: z.int().nonnegative(),
  /** Values of the station itself that did not fit what the page understands, by kind, since the start. */
  values: z.array(z.strictObject({ what: z.string(), count: z.int().positive() })),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

/** State of the station, for support. */
export const diagnosticsSchema = z.strictObject({
  versions: z.record(z.string(), z.string()),
  station: z.string(),
  operator: z.string(),
  startedAt: instantSchema,
  /** Memory of all processes of the station together. */
  memoryBytes: z.int().nonnegative(),
  profile: z.string(),
  timings: z.array(callTimingSchema),
  journal: journalHealthSchema.extend({
    /** What protects the journal's key: the system's key store, the file's access rights, or nothing (training). */
    protection: z.enum(['system', 'file', 'none']),
    /** Unreadable rows, among those that were read. */
    unreadable: z.array(unreadableRowSchema),
  }),
  backup: backupReportSchema,
  collector: collectorReportSchema,
  leftOut: leftOutSchema,
  /** The last lines of the log, oldest first. */
  log: z.array(z.string()),
});
export type Diagnostics = z.infer<typeof diagnosticsSchema>;

/** Result of verifying the journal's chain of hashes from the first entry to the last. */
export const journalCheckSchema = z.strictObject({
  entries: z.int().nonnegative(),
  head: z.string(),
  /** What is wrong, at which entry; empty if the chain is sound. */
  findings: z.array(z.strictObject({ seq: z.int().nullable(), problem: z.string() })),
});
export type JournalCheck = z.infer<typeof journalCheckSchema>;

/** Calls of this feature, merged into the contract. */
export const diagnosticsCalls = {
  'diagnostics/read': { role: 'viewer', opensDialog: false, request: emptySchema, value: diagnosticsSchema },
  /** Verifies the journal's chain from the first entry to the last. */
  'diagnostics/checkJournal': { role: 'operator', opensDialog: false, request: emptySchema, value: journalCheckSchema },
  /** Writes a support file without personal data to a file that the operator chooses; null if none was chosen. */
  'diagnostics/saveBundle': {
    role: 'operator',
    opensDialog: true,
    request: emptySchema,
    value: z.strictObject({ file: z.string().nullable() }),
  },
} as const satisfies CallTable;

import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { instantSchema } from './ids.js';

/** Health of a desk, in codes and counts. */
export const deskHealthSchema = z.strictObject({
  /** The version of the program. */
  program: z.string().max(100),
  readers: z.int().nonnegative(),
  cardService: z.enum(['starting', 'up', 'down']),
  server: z.enum(['connecting', 'up', 'down']),
  /** Number of unsettled bindings. */
  unsettled: z.int().nonnegative(),
  backup: z.enum(['off', 'on', 'failed']),
  lastBackupAt: instantSchema.nullable(),
});
export type DeskHealth = z.infer<typeof deskHealthSchema>;

/**
 * How a desk's sealed head contradicts one seen before.
 * - `went-back`: the journal has fewer entries than before.
 * - `rewritten`: an earlier entry has changed.
 * - `another-key`: the head is sealed with another key.
 */
export const contradictionSchema = z.enum(['went-back', 'rewritten', 'another-key']);
export type Contradiction = z.infer<typeof contradictionSchema>;

/** One desk, as its sealed head in the backup folder describes it. */
export const deskSchema = z.strictObject({
  station: z.string(),
  isThis: z.boolean(),
  /** When the head was written, by that desk's clock. */
  at: instantSchema,
  entries: z.int().positive(),
  head: z.string(),
  health: deskHealthSchema,
  contradiction: contradictionSchema.nullable(),
});
export type DeskSummary = z.infer<typeof deskSchema>;

export const desksSchema = z.discriminatedUnion('state', [
  /** No backup folder is set, or the station is in training mode. */
  z.strictObject({ state: z.literal('off') }),
  z.strictObject({
    state: z.literal('on'),
    folder: z.string(),
    /** When the folder was last read; null if not yet. */
    lookedAt: instantSchema.nullable(),
    /** Why the last read failed; null if it did not. */
    failure: z.string().nullable(),
    desks: z.array(deskSchema),
    /** Files without a head, or with a seal that does not match. */
    unreadable: z.array(z.string()),
  }),
]);
export type Desks = z.infer<typeof desksSchema>;

/** Calls of this feature, merged into the contract. */
export const deskCalls = {
  /** Returns every desk that writes its head to the backup folder. */
  'desks/read': { role: 'supervisor', opensDialog: false, request: emptySchema, value: desksSchema },
} as const satisfies CallTable;

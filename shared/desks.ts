import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { instantSchema } from './ids.js';

/** How a desk is, in codes and figures. */
export const deskHealthSchema = z.strictObject({
  /** The version of the program. */
  program: z.string().max(100),
  readers: z.int().nonnegative(),
  cardService: z.enum(['starting', 'up', 'down']),
  server: z.enum(['connecting', 'up', 'down']),
  /** Bindings that are not settled. */
  unsettled: z.int().nonnegative(),
  backup: z.enum(['off', 'on', 'failed']),
  lastBackupAt: instantSchema.nullable(),
});
export type DeskHealth = z.infer<typeof deskHealthSchema>;

/**
 * What contradicts a head that was seen before.
 * - `went-back`: the journal has fewer entries than it had.
 * - `rewritten`: an entry it had is another one now.
 * - `another-key`: the head is sealed by another key than before.
 */
export const contradictionSchema = z.enum(['went-back', 'rewritten', 'another-key']);
export type Contradiction = z.infer<typeof contradictionSchema>;

/** One desk, as its head in the folder of the backups says. */
export const deskSchema = z.strictObject({
  station: z.string(),
  isThis: z.boolean(),
  /** When it said so, by its own clock. */
  at: instantSchema,
  entries: z.int().positive(),
  head: z.string(),
  health: deskHealthSchema,
  contradiction: contradictionSchema.nullable(),
});
export type DeskSummary = z.infer<typeof deskSchema>;

export const desksSchema = z.discriminatedUnion('state', [
  /** No folder for backups is set, or the station is in training. */
  z.strictObject({ state: z.literal('off') }),
  z.strictObject({
    state: z.literal('on'),
    folder: z.string(),
    /** When the folder was last looked through; null: not yet. */
    lookedAt: instantSchema.nullable(),
    /** Why it could not be, the last time; null: it could. */
    failure: z.string().nullable(),
    desks: z.array(deskSchema),
    /** Files that hold no head, or one whose seal does not fit. */
    unreadable: z.array(z.string()),
  }),
]);
export type Desks = z.infer<typeof desksSchema>;

/** The calls of this feature: a part of the contract's table. */
export const deskCalls = {
  /** Every desk that writes its head into the folder of the backups. */
  'desks/read': { role: 'supervisor', opensDialog: false, request: emptySchema, value: desksSchema },
} as const satisfies CallTable;

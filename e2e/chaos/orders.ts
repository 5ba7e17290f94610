import * as z from 'zod';
import { cardIdSchema } from '../../shared/cards.js';

/** How long the desk waits for an answer, ms. */
export const ANSWER_LIMIT_MS = 150;
/** How long after a lost answer the desk expects a late effect, ms. The server's late effects come well within it. */
export const LATE_EFFECT_MS = 600;

/** Orders for the desk under test, as JSON in its first argument. */
export const ordersSchema = z.strictObject({
  journal: z.string(),
  worker: z.string(),
  server: z.string(),
  /** Bindings to confirm, in order; those already in the journal are not confirmed again. */
  confirm: z.array(z.strictObject({ requestId: z.string(), cardId: cardIdSchema, atr: z.string() })),
  /** The process kills itself with SIGKILL at this boundary (from 1); null: never. */
  dieAtBoundary: z.int().positive().nullable(),
});
export type Orders = z.infer<typeof ordersSchema>;

/** Lines of JSON that the desk writes: what its operator has seen, and the final states. */
export const deskMessageSchema = z.discriminatedUnion('said', [
  z.strictObject({ said: z.literal('confirmed'), requestId: z.string() }),
  z.strictObject({ said: z.literal('not-confirmed'), requestId: z.string(), code: z.string() }),
  z.strictObject({ said: z.literal('settled'), boundaries: z.int() }),
]);
export type DeskMessage = z.infer<typeof deskMessageSchema>;

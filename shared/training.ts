import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { cardIdSchema } from './cards.js';
import { readerIdSchema } from './readers.js';

/** A training card: enough to recognize it on the panel. */
export const trainingCardSchema = z.strictObject({
  cardNumber: z.int().positive(),
  /** Its name on the panel: how it behaves, not its id, which the station must read itself. */
  behaviour: z.enum(['gids', 'assigned', 'retired', 'blank', 'no-applet', 'mute', 'slow']),
  /** The training reader it is in; null if it is on the table. */
  insertedIn: readerIdSchema.nullable(),
  /** Its id as the station read it; null before it was first in a reader. */
  cardId: cardIdSchema.shape.text.nullable(),
});
export type TrainingCard = z.infer<typeof trainingCardSchema>;

export const trainingStateSchema = z.strictObject({
  /** The virtual readers; none while a real reader is attached. */
  readers: z.array(z.strictObject({ readerId: readerIdSchema, name: z.string() })),
  cards: z.array(trainingCardSchema),
  /** What the training server will do with the next binding. */
  nextAnswer: z.enum(['accept', 'accept-204', 'refuse', 'fail']),
});
export type TrainingState = z.infer<typeof trainingStateSchema>;

/** Calls of this feature, merged into the contract. */
export const trainingCalls = {
  // These calls affect training data only.
  'training/insertCard': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ readerId: readerIdSchema, cardNumber: z.int().positive() }),
    value: emptySchema,
  },
  'training/removeCard': { role: 'viewer', opensDialog: false, request: z.strictObject({ readerId: readerIdSchema }), value: emptySchema },
  'training/setNextAnswer': {
    role: 'viewer',
    opensDialog: false,
    request: trainingStateSchema.pick({ nextAnswer: true }),
    value: emptySchema,
  },
} as const satisfies CallTable;

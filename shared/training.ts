import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { cardIdSchema } from './cards.js';
import { readerIdSchema } from './readers.js';

/** A card of the training set: enough to recognise it on the panel. */
export const trainingCardSchema = z.strictObject({
  cardNumber: z.int().positive(),
  /** What the panel calls it; its behaviour, not its id, which the station must read for itself. */
  behaviour: z.enum(['gids', 'assigned', 'retired', 'blank', 'no-applet', 'mute', 'slow']),
  /** The training reader it is in, or null when it lies on the table. */
  insertedIn: readerIdSchema.nullable(),
  /** Its id as the station read it; null before it was in a reader. */
  cardId: cardIdSchema.shape.text.nullable(),
});
export type TrainingCard = z.infer<typeof trainingCardSchema>;

export const trainingStateSchema = z.strictObject({
  /** The virtual readers; none while a real reader is attached. */
  readers: z.array(z.strictObject({ readerId: readerIdSchema, name: z.string() })),
  cards: z.array(trainingCardSchema),
  /** What the training service will do with the next binding. */
  nextAnswer: z.enum(['accept', 'accept-204', 'refuse', 'fail']),
});
export type TrainingState = z.infer<typeof trainingStateSchema>;

/** The calls of this feature: a part of the contract's table. */
export const trainingCalls = {
  // They touch the invented world only.
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

import * as z from 'zod';
import { readerIdSchema } from './readers.js';

/** A card of the training set: enough to recognise it on the panel. */
export const trainingCardSchema = z.strictObject({
  cardNumber: z.int().positive(),
  /** What the panel calls it; its behaviour, not its id, which the station must read for itself. */
  behaviour: z.enum(['gids', 'blank', 'no-applet', 'mute', 'slow']),
  /** The training reader it is in, or null when it lies on the table. */
  insertedIn: readerIdSchema.nullable(),
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

import * as z from 'zod';
import { identificationSchema } from '../../shared/cards.js';
import { atrSchema } from '../../shared/ids.js';
import { pcscServiceSchema, presentationIdSchema, readerIdSchema, readerSchema } from '../../shared/readers.js';

const readerId = readerIdSchema;
const presentationId = presentationIdSchema;

/** Events of the reader watcher (`electron/readers/watcher-state.ts`). */
const eventSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('readers/added'), payload: z.strictObject({ reader: readerSchema }) }),
  z.strictObject({ name: z.literal('readers/removed'), payload: z.strictObject({ readerId }) }),
  z.strictObject({ name: z.literal('readers/serviceChanged'), payload: z.strictObject({ service: pcscServiceSchema }) }),
  z.strictObject({ name: z.literal('cards/inserted'), payload: z.strictObject({ readerId, presentationId, atr: atrSchema.nullable() }) }),
  z.strictObject({
    name: z.literal('cards/identified'),
    payload: z.strictObject({ readerId, presentationId, identification: identificationSchema }),
  }),
  z.strictObject({ name: z.literal('cards/removed'), payload: z.strictObject({ readerId, presentationId }) }),
]);
export type DeskEvent = z.infer<typeof eventSchema>;

/** Messages of the watching process to its parent; sizes in bytes. */
export const fromDeskSchema = z.discriminatedUnion('said', [
  z.strictObject({ said: z.literal('event'), event: eventSchema }),
  z.strictObject({
    said: z.literal('memory'),
    rss: z.int(),
    heapUsed: z.int(),
    /** Timers, pipes, open requests. */
    handles: z.int(),
    hostPid: z.int().nullable(),
    /** Number of reader hosts so far. */
    hosts: z.int(),
  }),
]);
export type FromDesk = z.infer<typeof fromDeskSchema>;
export type DeskMemory = Extract<FromDesk, { said: 'memory' }>;

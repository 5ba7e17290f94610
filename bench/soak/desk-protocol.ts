import * as z from 'zod';
import { events } from '../../shared/contract.js';

/** The events of readers and cards that the desk tells, as the contract has them. */
const eventSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('readers/added'), payload: events['readers/added'] }),
  z.strictObject({ name: z.literal('readers/removed'), payload: events['readers/removed'] }),
  z.strictObject({ name: z.literal('readers/serviceChanged'), payload: events['readers/serviceChanged'] }),
  z.strictObject({ name: z.literal('cards/inserted'), payload: events['cards/inserted'] }),
  z.strictObject({ name: z.literal('cards/identified'), payload: events['cards/identified'] }),
  z.strictObject({ name: z.literal('cards/removed'), payload: events['cards/removed'] }),
]);
export type DeskEvent = z.infer<typeof eventSchema>;

/** What the watching process tells its parent; sizes in bytes. */
export const fromDeskSchema = z.discriminatedUnion('said', [
  z.strictObject({ said: z.literal('event'), event: eventSchema }),
  z.strictObject({
    said: z.literal('memory'),
    rss: z.int(),
    heapUsed: z.int(),
    /** Timers, pipes, requests under way. */
    handles: z.int(),
    hostPid: z.int().nullable(),
    /** How many reader hosts there have been. */
    hosts: z.int(),
  }),
]);
export type FromDesk = z.infer<typeof fromDeskSchema>;
export type DeskMemory = Extract<FromDesk, { said: 'memory' }>;

import * as z from 'zod';
import { instantSchema } from './ids.js';

/** State of sending events to the security office's collector. */
export const collectorReportSchema = z.discriminatedUnion('state', [
  /** No collector is set up, or the station is in training mode. */
  z.strictObject({ state: z.literal('off') }),
  z.strictObject({
    state: z.literal('on'),
    host: z.string(),
    /** Number of journal entries, from the first, that the collector certainly received. */
    taken: z.int().nonnegative(),
    /** When the collector last received something; null if never. */
    takenAt: instantSchema.nullable(),
    /** Why the last attempt failed; null if it succeeded or there was nothing to send. */
    failure: z.string().nullable(),
  }),
]);
export type CollectorReport = z.infer<typeof collectorReportSchema>;

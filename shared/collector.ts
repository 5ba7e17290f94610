import * as z from 'zod';
import { instantSchema } from './ids.js';

/** How it stands with the events for the security office. */
export const collectorReportSchema = z.discriminatedUnion('state', [
  /** The settings name no collector, or the station is in training. */
  z.strictObject({ state: z.literal('off') }),
  z.strictObject({
    state: z.literal('on'),
    host: z.string(),
    /** Entries of the journal that the collector has certainly taken, the first ones. */
    taken: z.int().nonnegative(),
    /** When it last took something; null: it never has. */
    takenAt: instantSchema.nullable(),
    /** Why it did not take the events, the last time; null: it did, or there were none. */
    failure: z.string().nullable(),
  }),
]);
export type CollectorReport = z.infer<typeof collectorReportSchema>;

import * as z from 'zod';
import { cmErrorSchema } from './errors.js';
import { instantSchema } from './ids.js';

/**
 * State of the connection to the CM service, judged by whether the server answers, never by a network flag.
 * - `connecting`: not asked yet.
 * - `up`: the last call got a valid answer.
 * - `down`: it did not; `error` says why, `nextTryAt` when the station tries again.
 */
export const connectionSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('connecting') }),
  z.strictObject({ state: z.literal('up'), answeredAt: instantSchema }),
  z.strictObject({
    state: z.literal('down'),
    since: instantSchema,
    nextTryAt: instantSchema,
    error: cmErrorSchema,
  }),
]);
export type ConnectionState = z.infer<typeof connectionSchema>;

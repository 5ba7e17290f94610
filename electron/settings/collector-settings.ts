import * as z from 'zod';
import { hostSchema, pathSchema } from './setting-values.js';

/** The security office's collector: where events go and what they contain. */
export const collectorSchema = z.strictObject({
  host: hostSchema.describe(
    'Name of the collector, as in its certificate. It receives the events as syslog messages over TLS (RFC 5424, RFC 5425).',
  ),
  port: z.int().min(1).max(65_535).default(6514).describe('Port on which the collector listens.'),
  extraCa: pathSchema.optional().describe('PEM file of certification authorities to trust for the collector, in addition to the system’s.'),
  healthMinutes: z.int().min(0).max(1_440).default(15).describe('Minutes between two messages about the state of the station. 0: never.'),
  include: z
    .strictObject({
      operator: z.boolean().default(false).describe('Include the accounts of the operator and the second person in events.'),
      people: z.boolean().default(false).describe('Include the user ID, name, and account of the person who gets the card in events.'),
      requests: z.boolean().default(false).describe('Include the request ID in events.'),
      cards: z.boolean().default(false).describe('Include the card ID and the printed serial number in events.'),
    })
    .prefault({})
    .describe('Personal data to include in events. If not set, none is included.'),
});

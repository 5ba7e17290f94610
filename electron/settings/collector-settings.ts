import * as z from 'zod';
import { hostSchema, pathSchema } from './setting-values.js';

/** The security office's collector: where events go and what they contain. */
export const collectorSchema = z.strictObject({
  host: hostSchema.describe(
    'Name of the collector that takes the events as syslog messages over TLS (RFC 5424, RFC 5425), as its certificate has it.',
  ),
  port: z.int().min(1).max(65_535).default(6514).describe('Port of the collector.'),
  extraCa: pathSchema.optional().describe('A PEM file of issuers to trust for the collector beside the system’s.'),
  healthMinutes: z
    .int()
    .min(0)
    .max(1_440)
    .default(15)
    .describe('Minutes from one message about the health of the station to the next; 0: none are sent.'),
  include: z
    .strictObject({
      operator: z.boolean().default(false).describe('Events tell the accounts of the operator and of a second person.'),
      people: z.boolean().default(false).describe('Events tell the user id, name and account of the person a card is for.'),
      requests: z.boolean().default(false).describe('Events tell the id of the request.'),
      cards: z.boolean().default(false).describe('Events tell the id of the card and the number printed on it.'),
    })
    .prefault({})
    .describe('Personal data that events tell; without it none.'),
});

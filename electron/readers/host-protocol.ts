import * as z from 'zod';
import { hexSchema } from '../../shared/ids.js';
import { driverNameSchema } from '../../shared/readers.js';
import { driverEventSchema } from './driver.js';

/** What main and the reader host say to each other. Bytes travel as hex; calls are numbered and answered once. */

const id = z.int().positive();
/** A connection to a card, numbered by the host. */
const connection = z.int().positive();

/** From main to the host. */
export const toHostSchema = z.discriminatedUnion('type', [
  /** The first message: the drivers in the order they are tried; the first whose addon loads is used. */
  z.strictObject({ type: z.literal('start'), drivers: z.array(driverNameSchema).min(1) }),
  z.strictObject({ type: z.literal('ping'), id }),
  z.strictObject({ type: z.literal('connect'), id, reader: z.string() }),
  z.strictObject({ type: z.literal('transmit'), id, connection, command: hexSchema }),
  z.strictObject({ type: z.literal('disconnect'), id, connection, disposition: z.enum(['leave', 'reset']) }),
  /** Ends the driver; the host exits after its answer. */
  z.strictObject({ type: z.literal('stop'), id }),
]);
export type ToHost = z.infer<typeof toHostSchema>;

/** From the host to main. */
export const fromHostSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('event'), event: driverEventSchema }),
  z.strictObject({ type: z.literal('pong'), id }),
  z.strictObject({ type: z.literal('connected'), id, connection, protocol: z.enum(['T=0', 'T=1']) }),
  z.strictObject({ type: z.literal('answered'), id, response: hexSchema }),
  z.strictObject({ type: z.literal('done'), id }),
  z.strictObject({ type: z.literal('failed'), id, pcscCode: z.int().nullable(), detail: z.string() }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;

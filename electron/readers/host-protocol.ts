import * as z from 'zod';
import { identificationSchema } from '../../shared/cards.js';
import { driverNameSchema } from '../../shared/readers.js';
import { cardToReadSchema } from './card-source.js';
import { driverEventSchema } from '../pcsc/driver.js';

/** What main and the reader host say to each other. Calls are numbered, and answers bear their numbers. */

const id = z.int().positive();

/** From main to the host. */
export const toHostSchema = z.discriminatedUnion('type', [
  /** The first message: the drivers in the order they are tried; the first whose addon loads is used. */
  z.strictObject({ type: z.literal('start'), drivers: z.array(driverNameSchema).min(1) }),
  z.strictObject({ type: z.literal('ping'), id }),
  /** Answered by `identified` or `failed`, and then by `let-go` when the card has been let go. */
  z.strictObject({ type: z.literal('read'), id, card: cardToReadSchema }),
  /** Nobody waits any more for the reading of that number. */
  z.strictObject({ type: z.literal('forget'), id }),
  /** Ends the driver, and the host. */
  z.strictObject({ type: z.literal('stop') }),
]);
export type ToHost = z.infer<typeof toHostSchema>;

/** From the host to main. */
export const fromHostSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('event'), event: driverEventSchema }),
  z.strictObject({ type: z.literal('pong'), id }),
  z.strictObject({ type: z.literal('identified'), id, identification: identificationSchema }),
  /** A fault of the host's own program. */
  z.strictObject({ type: z.literal('failed'), id, detail: z.string() }),
  z.strictObject({ type: z.literal('let-go'), id }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;

import * as z from 'zod';
import { identificationSchema } from '../../shared/cards.js';
import { driverNameSchema } from '../../shared/readers.js';
import { cardToReadSchema } from './card-source.js';
import { driverEventSchema } from '../pcsc/driver.js';

/** The messages between main and the reader host. Readings are numbered; messages about a reading carry its number. */

const id = z.int().positive();

/** From main to the host. */
export const toHostSchema = z.discriminatedUnion('type', [
  /** The first message: drivers in order of preference; the first whose addon loads is used. */
  z.strictObject({ type: z.literal('start'), drivers: z.array(driverNameSchema).min(1) }),
  /** Answered with `pong`. Any other message also shows that the host is alive. */
  z.strictObject({ type: z.literal('ping') }),
  /** Answered with `identified` or `failed`, then with `let-go` when the card is released. */
  z.strictObject({ type: z.literal('read'), id, card: cardToReadSchema }),
  /** Cancels the reading with that number. */
  z.strictObject({ type: z.literal('forget'), id }),
  /** Stops the driver and the host. */
  z.strictObject({ type: z.literal('stop') }),
]);
export type ToHost = z.infer<typeof toHostSchema>;

/** From the host to main. */
export const fromHostSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('event'), event: driverEventSchema }),
  z.strictObject({ type: z.literal('pong') }),
  z.strictObject({ type: z.literal('identified'), id, identification: identificationSchema }),
  /** An error in the host's program. */
  z.strictObject({ type: z.literal('failed'), id, detail: z.string() }),
  z.strictObject({ type: z.literal('let-go'), id }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;

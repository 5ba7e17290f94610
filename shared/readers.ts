import * as z from 'zod';
import { identificationSchema } from './cards.js';
import { atrSchema } from './ids.js';

/**
 * Number of a presentation, counted since the station started. A card that left and came back is a new presentation, so an
 * answer about the earlier one can be recognized and dropped.
 */
export const presentationIdSchema = z.int().positive();

/** Identifies a reader while it is attached. Not stored across starts, because names can swap. */
export const readerIdSchema = z.string().min(1).max(300);

export const driverNameSchema = z.enum(['pcsclite', 'smartcard']);
export type DriverName = z.infer<typeof driverNameSchema>;

/** A reader is empty, holds a card that answered its reset, or holds one that did not (mute). */
export const readerStateSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('empty') }),
  z.strictObject({
    state: z.literal('card'),
    presentationId: presentationIdSchema,
    atr: atrSchema,
    identification: identificationSchema,
  }),
  z.strictObject({ state: z.literal('mute'), presentationId: presentationIdSchema }),
]);
export type ReaderState = z.infer<typeof readerStateSchema>;

export const readerSchema = z.strictObject({
  readerId: readerIdSchema,
  name: z.string().max(300),
  /** `virtual` readers exist only in training mode. */
  kind: z.enum(['pcsc', 'virtual']),
  state: readerStateSchema,
});
export type Reader = z.infer<typeof readerSchema>;

/**
 * State of the PC/SC service. Its absence is a state, not an error: the station retries silently.
 * - `no-service`: no pcscd, or Windows' Smart Card service is stopped.
 * - `not-allowed`: the service denies access (polkit on Linux).
 * - `no-driver`: neither addon loads; the texts say why, for Diagnostics.
 * - `host-lost`: the process with the addon exited or hung and is restarting.
 */
export const pcscServiceSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('starting') }),
  z.strictObject({ state: z.literal('up'), driver: driverNameSchema }),
  z.strictObject({
    state: z.literal('down'),
    reason: z.enum(['no-service', 'not-allowed', 'no-driver', 'host-lost', 'fault']),
    /** The PC/SC error number, if there is one (PC/SC part 5, SCARD_E_*). */
    pcscCode: z.int().nullable(),
    detail: z.string().max(2000),
  }),
]);
export type PcscService = z.infer<typeof pcscServiceSchema>;

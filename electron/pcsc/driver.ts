import * as z from 'zod';
import { atrSchema, hexSchema } from '../../shared/ids.js';
import { driverNameSchema } from '../../shared/readers.js';

/**
 * What a driver tells of the PC/SC world. Reader names are PC/SC's own, unique at any one moment.
 * A card that was swapped faster than anyone looked is told as removed and inserted: never silently.
 */
export const driverEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('service-up'), driver: driverNameSchema }),
  z.strictObject({
    type: z.literal('service-down'),
    reason: z.enum(['no-service', 'not-allowed', 'no-driver', 'host-lost', 'fault']),
    pcscCode: z.int().nullable(),
    detail: z.string().max(2000),
  }),
  z.strictObject({ type: z.literal('reader-added'), reader: z.string() }),
  z.strictObject({ type: z.literal('reader-removed'), reader: z.string() }),
  z.strictObject({ type: z.literal('card-inserted'), reader: z.string(), atr: atrSchema }),
  /** A card that did not answer its reset (SCARD_STATE_MUTE), or whose ATR is no ATR. */
  z.strictObject({ type: z.literal('card-mute'), reader: z.string() }),
  z.strictObject({ type: z.literal('card-removed'), reader: z.string() }),
]);
export type DriverEvent = z.infer<typeof driverEventSchema>;

/**
 * A PC/SC error by its number (PC/SC part 5; pcsclite.h), e.g. 0x80100069 SCARD_W_REMOVED_CARD.
 * `null` where the driver failed without one.
 */
export class PcscError extends Error {
  override readonly name = 'PcscError';
  constructor(
    readonly pcscCode: number | null,
    detail: string,
  ) {
    super(detail);
  }
}

/**
 * Whether other programs may be connected to the card at the same time. Neither driver offers transactions, so `exclusive`
 * is the only way to be alone with a card; it is refused while another program is connected, and refuses others.
 */
export type Share = 'shared' | 'exclusive';

/** A connection to the card in a reader; short-lived, one command at a time. */
export interface CardConnection {
  /**
   * Whether another program was connected when this connection was made: a command that is not answered then waits for the
   * end of its transaction, as far as can be told. Not told where PC/SC refuses such a command instead of having it wait.
   */
  readonly isUsedByOthers?: boolean;
  /** The transmission protocol that is in use (ISO 7816-3). */
  readonly protocol: 'T=0' | 'T=1';
  /**
   * Sends one command APDU and gives the whole response APDU, status word included, as the card gave it:
   * 61xx and 6Cxx are the caller's to handle.
   *
   * @throws PcscError
   */
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /** Lets the card go; `reset` leaves it as a fresh one for the next program. Never throws. */
  disconnect(disposition: 'leave' | 'reset'): Promise<void>;
}

/**
 * The one door to PC/SC. `pcsclite` and `smartcard` implement it inside the reader host, where cards are read through it;
 * training mode adds virtual readers through the same interface. Main knows only the `CardSource` that both become.
 */
export interface ReaderDriver {
  /** Begins to tell. The first events describe what is there already. A missing service is an event, not a throw. */
  start(listener: (event: DriverEvent) => void): void;
  /** Ends everything the driver holds. No event follows. */
  stop(): Promise<void>;
  /**
   * Connects to the card in a reader, T=0 or T=1; default: shared. Waits while another program is within a transaction.
   *
   * @throws PcscError, e.g. SCARD_E_SHARING_VIOLATION, SCARD_W_REMOVED_CARD, SCARD_W_UNRESPONSIVE_CARD
   */
  connect(reader: string, share?: Share): Promise<CardConnection>;
}

/** Bytes to lower-case hex without separators. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Lower-case hex to bytes; @throws ZodError when it is not whole bytes of hex. */
export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hexSchema.parse(hex), 'hex'));
}

import * as z from 'zod';
import { atrSchema, hexSchema } from '../../shared/ids.js';
import { driverNameSchema } from '../../shared/readers.js';

/**
 * Events of a driver. Reader names are PC/SC's own, unique at any moment. A card swapped between two polls is reported as
 * removed and inserted.
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
  /** A card without an answer to reset (SCARD_STATE_MUTE) or with an invalid ATR. */
  z.strictObject({ type: z.literal('card-mute'), reader: z.string() }),
  z.strictObject({ type: z.literal('card-removed'), reader: z.string() }),
]);
export type DriverEvent = z.infer<typeof driverEventSchema>;

/** A PC/SC error with its code (PC/SC part 5; pcsclite.h), e.g. 0x80100069 SCARD_W_REMOVED_CARD. `null` if the driver gave none. */
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
 * Sharing mode of a connection. Neither driver offers transactions, so `exclusive` is the only way to keep other programs away;
 * it fails while another program is connected.
 */
export type Share = 'shared' | 'exclusive';

/** A short-lived connection to a card, for one command at a time. */
export interface CardConnection {
  /**
   * Whether another program was connected when this connection was opened. An unanswered command then probably waits for the end
   * of its transaction. Undefined if PC/SC refuses such commands instead.
   */
  readonly isUsedByOthers?: boolean;
  /** The transmission protocol in use (ISO 7816-3). */
  readonly protocol: 'T=0' | 'T=1';
  /**
   * Sends a command APDU and returns the whole response APDU with its status word. The caller handles 61xx and 6Cxx.
   * @throws PcscError
   */
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /** Disconnects; `reset` leaves a reset card for the next program. Never throws. */
  disconnect(disposition: 'leave' | 'reset'): Promise<void>;
}

/**
 * The only interface to PC/SC. `pcsclite` and `smartcard` implement it in the reader host; training mode implements it with
 * virtual readers. Main uses the `CardSource` built on it.
 */
export interface ReaderDriver {
  /** Starts reporting. The first events describe the present state. A missing service is an event, not an error. */
  start(listener: (event: DriverEvent) => void): void;
  /** Releases everything; no event follows. */
  stop(): Promise<void>;
  /**
   * Connects to a card, T=0 or T=1; shared by default. Waits for the end of another program's transaction.
   * @throws PcscError, e.g. SCARD_E_SHARING_VIOLATION, SCARD_W_REMOVED_CARD, SCARD_W_UNRESPONSIVE_CARD
   */
  connect(reader: string, share?: Share): Promise<CardConnection>;
}

/** Converts bytes to lower-case hex without separators. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Converts lower-case hex to bytes. @throws ZodError unless it is hex of whole bytes */
export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hexSchema.parse(hex), 'hex'));
}

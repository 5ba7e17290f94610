import { toHex, type CardConnection } from '../readers/driver.js';

/** A short command APDU (ISO 7816-4 §5.1). */
export interface Command {
  readonly cla?: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** At most 255 bytes. */
  readonly data?: Uint8Array;
  /** Longest response wanted, 1 to 256; absent: none. */
  readonly le?: number;
}

export interface Response {
  readonly data: Uint8Array;
  /** SW1 and SW2 as four hex digits, e.g. `9000`. */
  readonly statusWord: string;
}

/** The card answered something that is no response APDU, or would not come to an end. */
export class MalformedResponse extends Error {
  override readonly name = 'MalformedResponse';
  constructor(readonly answer: Uint8Array) {
    super(`The card answered ${toHex(answer.subarray(0, 64))}`);
  }
}

/** No card id is near this long; a card that has more to say is not listened to. */
const LONGEST_TOTAL = 4_096;
const MOST_PARTS = 64;

/** The bytes of a command. @throws RangeError when it does not fit a short APDU */
export function encodeCommand({ cla = 0x00, ins, p1, p2, data = new Uint8Array(), le }: Command): Uint8Array {
  if (data.length > 255) throw new RangeError(`${data.length} bytes of data do not fit a short APDU`);
  if (le !== undefined && (le < 1 || le > 256)) throw new RangeError(`Le ${le} does not fit a short APDU`);
  const lc = data.length === 0 ? [] : [data.length, ...data];
  return Uint8Array.from([cla, ins, p1, p2, ...lc, ...(le === undefined ? [] : [le & 0xff])]);
}

/**
 * Sends a command and brings the whole response home: fetches what the card holds back (61xx, GET RESPONSE) and asks
 * again with the length the card names (6Cxx), as T=0 cards want it (ISO 7816-3 §12.2.1, ISO 7816-4 §5.3.4).
 *
 * @throws PcscError when the reader or the card fails
 * @throws MalformedResponse
 */
export async function exchange(connection: CardConnection, command: Command): Promise<Response> {
  let { data, sw1, sw2 } = split(await connection.transmit(encodeCommand(command)));
  if (sw1 === 0x6c) {
    ({ data, sw1, sw2 } = split(await connection.transmit(encodeCommand({ ...command, le: sw2 === 0 ? 256 : sw2 }))));
  }
  for (let part = 0; sw1 === 0x61; part++) {
    if (part === MOST_PARTS || data.length > LONGEST_TOTAL) throw new MalformedResponse(data);
    const getResponse = { ins: 0xc0, p1: 0, p2: 0, le: sw2 === 0 ? 256 : sw2 };
    const next = split(await connection.transmit(encodeCommand(getResponse)));
    data = Uint8Array.from([...data, ...next.data]);
    ({ sw1, sw2 } = next);
  }
  return { data, statusWord: toHex(Uint8Array.of(sw1, sw2)) };
}

function split(answer: Uint8Array): { data: Uint8Array; sw1: number; sw2: number } {
  const [sw1, sw2] = answer.subarray(-2);
  if (sw1 === undefined || sw2 === undefined) throw new MalformedResponse(answer);
  return { data: answer.subarray(0, -2), sw1, sw2 };
}

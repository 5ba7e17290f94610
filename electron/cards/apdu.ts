import { toHex, type CardConnection } from '../pcsc/driver.js';

/** A short command APDU (ISO 7816-4 §5.1). */
export interface Command {
  readonly cla?: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** At most 255 bytes. */
  readonly data?: Uint8Array;
  /** Longest expected response, 1 to 256 bytes; undefined: none. */
  readonly le?: number;
}

export interface Response {
  readonly data: Uint8Array;
  /** SW1 and SW2 as four hex digits, e.g. `9000`. */
  readonly statusWord: string;
}

/** The card's answer is not a response APDU, does not end, or is not what it announced. */
export class MalformedResponse extends Error {
  override readonly name = 'MalformedResponse';
  constructor(readonly answer: Uint8Array) {
    super(`The card answered ${toHex(answer.subarray(0, 64))}`);
  }
}

/** Limit for a whole response, bytes. No card id comes close to it. */
const LONGEST_TOTAL = 4_096;
const MOST_PARTS = 64;

/** Encodes a command. @throws RangeError if it does not fit a short APDU */
export function encodeCommand({ cla = 0x00, ins, p1, p2, data = new Uint8Array(), le }: Command): Uint8Array {
  if (data.length > 255) throw new RangeError(`${data.length} bytes of data do not fit a short APDU`);
  if (le !== undefined && (le < 1 || le > 256)) throw new RangeError(`Le ${le} does not fit a short APDU`);
  const lc = data.length === 0 ? [] : [data.length, ...data];
  return Uint8Array.from([cla, ins, p1, p2, ...lc, ...(le === undefined ? [] : [le & 0xff])]);
}

/**
 * Sends a command and returns the whole response (ISO 7816-3 §12.2.1, ISO 7816-4 §5.3.4):
 * - On T=0 a command with data has no Le, because it ends with its data; the response is then fetched.
 * - Remaining bytes (61xx) are fetched with GET RESPONSE.
 * - A command that the card wants with another length (6Cxx), GET RESPONSE included, is repeated once with that length.
 * @throws PcscError if the reader or the card fails
 * @throws MalformedResponse also if the card does not give what it announced
 */
export async function exchange(connection: CardConnection, command: Command): Promise<Response> {
  const { le, ...head } = command;
  const isFetched = connection.protocol === 'T=0' && le !== undefined && (head.data?.length ?? 0) > 0;
  let answer = await send(connection, isFetched ? head : command);
  if (answer.sw1 === 0x6c) {
    const length = lengthOf(answer.sw2);
    answer = isFetched ? await getResponse(connection, length) : await send(connection, { ...head, le: length });
  } else if (isFetched && answer.data.length === 0 && isDone(answer) && answer.sw1 !== 0x61) {
    // Some cards report success without announcing a response; cards without one refuse GET RESPONSE.
    const fetched = await getResponse(connection, 256);
    if (isDone(fetched)) answer = fetched;
  }
  let { data, sw1, sw2 } = answer;
  for (let part = 0; sw1 === 0x61; part++) {
    if (part === MOST_PARTS || data.length > LONGEST_TOTAL) throw new MalformedResponse(data);
    const next = await getResponse(connection, lengthOf(sw2));
    if (!isDone(next)) throw new MalformedResponse(Uint8Array.of(...next.data, next.sw1, next.sw2));
    data = Uint8Array.from([...data, ...next.data]);
    ({ sw1, sw2 } = next);
  }
  return { data, statusWord: toHex(Uint8Array.of(sw1, sw2)) };
}

interface Answer {
  readonly data: Uint8Array;
  readonly sw1: number;
  readonly sw2: number;
}

async function send(connection: CardConnection, command: Command): Promise<Answer> {
  return split(await connection.transmit(encodeCommand(command)));
}

async function getResponse(connection: CardConnection, length: number): Promise<Answer> {
  const command = { ins: 0xc0, p1: 0, p2: 0 };
  const answer = await send(connection, { ...command, le: length });
  return answer.sw1 === 0x6c ? send(connection, { ...command, le: lengthOf(answer.sw2) }) : answer;
}

/** Whether the command succeeded: 9000, more data (61xx) or a warning (62xx, 63xx). */
function isDone({ sw1, sw2 }: Answer): boolean {
  return (sw1 === 0x90 && sw2 === 0x00) || (sw1 >= 0x61 && sw1 <= 0x63);
}

/** Length given by SW2; 00 means 256. */
function lengthOf(sw2: number): number {
  return sw2 === 0 ? 256 : sw2;
}

function split(answer: Uint8Array): Answer {
  const [sw1, sw2] = answer.subarray(-2);
  if (sw1 === undefined || sw2 === undefined) throw new MalformedResponse(answer);
  return { data: answer.subarray(0, -2), sw1, sw2 };
}

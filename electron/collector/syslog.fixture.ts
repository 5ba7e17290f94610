/** A parsed syslog message (RFC 5424 §6). */
export interface ReadMessage {
  readonly priority: number;
  readonly at: string;
  readonly host: string;
  readonly app: string;
  readonly eventId: number;
  /** Parameters by element and name. */
  readonly data: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly text: string;
}

const HEADER = /^<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([!-~]{1,255}) ([!-~]{1,48}) - ([!-~]{1,32}) /;
const ELEMENT = /^\[([!-~]+?)((?: [!#-<>-\\^-~]{1,32}="(?:[^"\\\]]|\\["\\\]])*")*)\]/;
const PARAMETER = / ([!#-<>-\\^-~]{1,32})="((?:[^"\\\]]|\\["\\\]])*)"/g;

/** Parses a syslog message. @throws Error if it does not follow RFC 5424 */
export function readMessage(line: string): ReadMessage {
  const header = HEADER.exec(line);
  if (header === null) throw new Error(`No header of RFC 5424: ${line}`);
  const [whole, priority = '', at = '', host = '', app = '', eventId = ''] = header;
  let rest = line.slice(whole.length);
  const data: Record<string, Record<string, string>> = {};
  for (let element = ELEMENT.exec(rest); element !== null; element = ELEMENT.exec(rest)) {
    const [all, id = '', parameters = ''] = element;
    const pairs = [...parameters.matchAll(PARAMETER)].map(
      ([, name = '', value = '']) => [name, value.replaceAll(/\\(["\\\]])/g, '$1')] as const,
    );
    if (id in data || new Set(pairs.map(([name]) => name)).size < pairs.length) throw new Error(`Something is told twice: ${line}`);
    data[id] = Object.fromEntries(pairs);
    rest = rest.slice(all.length);
  }
  if (!rest.startsWith(' ')) throw new Error(`Something else stands behind the structured data: ${rest}`);
  return { priority: Number(priority), at, host, app, eventId: Number(eventId), data, text: rest.slice(1) };
}

/** Splits a stream of framed messages (RFC 5425 §4.3.1) into complete ones and the rest. @throws Error if it is invalid */
export function cutFrames(bytes: Buffer): { readonly messages: readonly string[]; readonly rest: Buffer } {
  const messages: string[] = [];
  let rest = bytes;
  for (;;) {
    const space = rest.indexOf(0x20);
    if (space < 0) break;
    const length = rest.toString('latin1', 0, space);
    if (!/^[1-9]\d{0,5}$/.test(length)) throw new Error(`No length of a frame: ${length}`);
    const end = space + 1 + Number(length);
    if (rest.length < end) break;
    messages.push(rest.toString('utf8', space + 1, end));
    rest = rest.subarray(end);
  }
  return { messages, rest };
}

/** Returns the entry numbers in messages, in order of arrival; health messages have none. */
export function sequenceOf(messages: readonly string[]): number[] {
  return messages.flatMap((line) => {
    const seq = readMessage(line).data['journal@32473']?.['seq'];
    return seq === undefined ? [] : [Number(seq)];
  });
}

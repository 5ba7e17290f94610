import { severities, type Severity } from './event-kind.js';

/** An element of structured data: its SD-ID, and its parameters in order. */
export interface DataElement {
  readonly id: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

export interface SyslogMessage {
  readonly severity: Severity;
  /** An instant in UTC with milliseconds, as RFC 5424 and ISO 8601 both write it. */
  readonly at: string;
  readonly host: string;
  /** The MSGID: the number of the kind of event. */
  readonly eventId: number;
  readonly data: readonly DataElement[];
  /** ASCII. */
  readonly text: string;
}

/** Log audit (RFC 5424 §6.2.1). */
const FACILITY = 13;
/** Longest value of a parameter, in characters, so that a message stays within the 8,192 bytes that receivers should take. */
const LONGEST_VALUE = 256;

/** Writes a message as RFC 5424 has it. Characters that could be taken for another line or message become spaces. */
export function syslogLine({ severity, at, host, eventId, data, text }: SyslogMessage): string {
  const priority = FACILITY * 8 + severities[severity];
  const elements = data.map(({ id, parameters }) => `[${[id, ...parameters.map(written)].join(' ')}]`);
  return `<${String(priority)}>1 ${at} ${headerText(host)} card-desk - ${String(eventId)} ${elements.join('')} ${text}`;
}

/** Puts a message into its frame for TLS (RFC 5425 §4.3.1): its length in bytes, a space, and the message. */
export function framed(message: string): string {
  return `${String(Buffer.byteLength(message, 'utf8'))} ${message}`;
}

function written([name, value]: readonly [string, string]): string {
  const short = Array.from(value).slice(0, LONGEST_VALUE).join('');
  return `${name}="${short.replaceAll(UNSEEN, ' ').replaceAll(/["\\\]]/g, String.raw`\$&`)}"`;
}

/** Controls, separators of lines, and marks that turn the order of what is read. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** A name as a header takes it: printable ASCII without spaces; `-` where nothing is left. */
function headerText(name: string): string {
  return name.replaceAll(/[^\x21-\x7e]/g, '').slice(0, 255) || '-';
}

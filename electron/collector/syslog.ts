import { severities, type Severity } from './event-kind.js';

/** An element of structured data: its SD-ID and its parameters in order. */
export interface DataElement {
  readonly id: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

export interface SyslogMessage {
  readonly severity: Severity;
  /** Instant in UTC with milliseconds, in the format common to RFC 5424 and ISO 8601. */
  readonly at: string;
  readonly host: string;
  /** The MSGID: the id of the kind of event. */
  readonly eventId: number;
  readonly data: readonly DataElement[];
  /** ASCII. */
  readonly text: string;
}

/** Log audit (RFC 5424 §6.2.1). */
const FACILITY = 13;
/** Longest parameter value, characters, so that a message stays within the 8,192 bytes that receivers should accept. */
const LONGEST_VALUE = 256;

/** Returns a message in the format of RFC 5424. Characters that could be read as a new line or message become spaces. */
export function syslogLine({ severity, at, host, eventId, data, text }: SyslogMessage): string {
  const priority = FACILITY * 8 + severities[severity];
  const elements = data.map(({ id, parameters }) => `[${[id, ...parameters.map(written)].join(' ')}]`);
  return `<${String(priority)}>1 ${at} ${headerText(host)} card-desk - ${String(eventId)} ${elements.join('')} ${text}`;
}

/** Returns a message in its frame for TLS (RFC 5425 §4.3.1): its length in bytes, a space, and the message. */
export function framed(message: string): string {
  return `${String(Buffer.byteLength(message, 'utf8'))} ${message}`;
}

function written([name, value]: readonly [string, string]): string {
  const short = Array.from(value).slice(0, LONGEST_VALUE).join('');
  return `${name}="${short.replaceAll(UNSEEN, ' ').replaceAll(/["\\\]]/g, String.raw`\$&`)}"`;
}

/** Control characters, line separators and marks that change the text direction. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** Returns a name as a header field: printable ASCII without spaces; `-` if nothing is left. */
function headerText(name: string): string {
  return name.replaceAll(/[^\x21-\x7e]/g, '').slice(0, 255) || '-';
}

import { documentedSchemes } from './documented.js';

/** Reported facts about headers: names, and a few values that are on a list of allowed ones. */
export interface HeaderFacts {
  /** All names in lower case, as the network stack returns them. */
  readonly names: readonly string[];
  /** `Content-Type`, e.g. `application/json; charset=utf-8`; null if there is none. */
  readonly type: string | null;
  /** `Server`, if it is Microsoft's. */
  readonly server: string | null;
  /** Offered authentication schemes (`WWW-Authenticate`) with known names; others are counted. */
  readonly schemes: readonly string[];
  readonly otherSchemes: number;
  /** Seconds that the server's clock is ahead of this computer's (`Date`); null if there is no such header. */
  readonly clockAheadS: number | null;
}

const types = [
  'application/json',
  'application/problem+json',
  'application/xml',
  'application/xhtml+xml',
  'application/atom+xml',
  'text/html',
  'text/plain',
  'text/xml',
];
const charsets = ['utf-8', 'utf-16', 'iso-8859-1', 'windows-1252', 'us-ascii'];
const schemes = [...documentedSchemes, 'Bearer', 'Basic', 'Digest'];

/** Returns the reported facts about an answer's headers. */
export function headerFacts(headers: Headers, now: Date): HeaderFacts {
  const offered = schemesOf(headers.get('www-authenticate') ?? '');
  const date = new Date(headers.get('date') ?? NaN).getTime();
  return {
    names: [...headers.keys()].map((name) => name.toLowerCase()),
    type: typeOf(headers.get('content-type')),
    server: /^Microsoft-(?:IIS|HTTPAPI)\/\d{1,2}(?:\.\d{1,2})?$/.exec(headers.get('server') ?? '')?.[0] ?? null,
    schemes: schemes.filter((scheme) => offered.includes(scheme.toLowerCase())),
    otherSchemes: offered.filter((scheme) => !schemes.some((known) => known.toLowerCase() === scheme)).length,
    clockAheadS: Number.isNaN(date) ? null : Math.round((date - now.getTime()) / 1_000),
  };
}

function typeOf(header: string | null): string | null {
  if (header === null || header === '') return null;
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  const shown = types.includes(type) ? type : 'another type';
  if (charset === undefined) return shown;
  return `${shown}; charset=${charsets.includes(charset) ? charset : 'another'}`;
}

/**
 * Returns the schemes of `WWW-Authenticate` in lower case, each once. A header contains several challenges with commas within
 * and between them (RFC 9110 §11.6.1): a scheme is at the start or after a comma, and is followed by a space, a comma or the
 * end.
 */
function schemesOf(header: string): string[] {
  const withoutQuoted = header.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  const found = [...withoutQuoted.matchAll(/(?:^|,)\s*([A-Za-z][\w-]*)(?=\s+[^\s=]|\s*,|\s*$)/g)].map(([, scheme = '']) =>
    scheme.toLowerCase(),
  );
  return [...new Set(found)];
}

import * as z from 'zod';
import type { CmError } from '../../shared/errors.js';
import { ZERO_GUID } from '../../shared/ids.js';
import { guidsIn } from './guid.js';

/** How much of an error's body is kept, in bytes and in characters. */
export const KEPT_BYTES = 4096;

/** An answer with a status, and as much of its body as is kept. */
export interface FailedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** Ids the request itself carried: where the server repeats them they are not its correlation id. */
  readonly ownIds: readonly string[];
}

/** The types of JSON (RFC 6839). */
export const JSON_TYPE = /^[a-z]+\/(?:[\w.-]+\+)?json\b/i;

type Answered = Extract<CmError, { status: number }>;

/**
 * Facts of an answer that went wrong. The body's form is not documented (service details page): words are taken
 * from JSON of any of the usual shapes, from a page's title, or from the text itself.
 */
export function answeredFacts({ status, contentType, text, ownIds }: FailedAnswer): Omit<Answered, 'code' | 'detail'> {
  const raw = text.replaceAll('\0', '').trim().slice(0, KEPT_BYTES);
  const message = (isHtml(contentType, raw) ? titleOf(raw) : wordsOf(raw)) ?? raw;
  return {
    status,
    correlationId: correlationIdIn(raw, ownIds),
    message: message.slice(0, KEPT_BYTES),
    ...(message === raw ? {} : { raw }),
  };
}

/**
 * The error of an answer by its status (service details page, and each call's own).
 *
 * @param asked `list` where a 404 means that the API is not there, `one` where the object may not be: only the API's own
 *   words, which are JSON, say that. An empty 404, or a page, comes from a web server that has no such application.
 */
export function statusError(answer: FailedAnswer, asked: 'list' | 'one'): CmError {
  const { status } = answer;
  const facts = answeredFacts(answer);
  if (status === 401 || (status >= 300 && status < 400)) return { code: 'not-signed-in', ...facts };
  if (status === 403) return { code: 'forbidden', ...facts };
  if (status === 404) return { code: asked === 'one' && isOwnWord(answer) ? 'not-found' : 'api-off', ...facts };
  return { code: status >= 500 ? 'server-error' : 'unexpected-status', ...facts };
}

/** Whether an answer is the API's own: its answers are always JSON (service details page). */
function isOwnWord({ contentType, text }: FailedAnswer): boolean {
  if (!JSON_TYPE.test(contentType)) return false;
  try {
    return jsonWordsSchema.safeParse(JSON.parse(text)).success;
  } catch {
    // Not JSON, whatever its type says, or longer than what is kept, which none of the API's own is.
    return false;
  }
}

/** The schemes of a `WWW-Authenticate` header that the station knows. */
export function schemesOffered(header: string | null): NonNullable<Extract<CmError, { code: 'not-signed-in' }>['offers']> {
  const named = [...(header ?? '').matchAll(/(?:^|,)\s*(negotiate|ntlm|basic|digest)(?=\s|,|$)/gi)].map(([, scheme = '']) =>
    scheme.toLowerCase(),
  );
  return knownSchemes.filter((scheme) => named.includes(scheme));
}
const knownSchemes = ['negotiate', 'ntlm', 'basic', 'digest'] as const;

/** Whether an answer is a web page, which where JSON was due is the page of some sign-in. */
export function isHtml(contentType: string, text: string): boolean {
  return /^(?:text\/html|application\/xhtml\+xml)\b/i.test(contentType) || /^\s*<(?:!doctype html|html)\b/i.test(text);
}

function titleOf(html: string): string | null {
  return /<title[^>]*>([^<]*)/i.exec(html)?.[1]?.trim() ?? null;
}

/** Names of the properties in which servers put words, compared without regard to case. */
const wordKeys = ['message', 'exceptionmessage', 'error_description', 'errormessage', 'detail', 'title', 'error'];
const jsonWordsSchema = z.union([z.string(), z.record(z.string(), z.unknown())]);

function wordsOf(raw: string): string | null {
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    // Not JSON, or longer than what is kept: the text speaks for itself.
    return null;
  }
  const parsed = jsonWordsSchema.safeParse(json);
  if (!parsed.success) return null;
  if (typeof parsed.data === 'string') return parsed.data.trim();
  const byKey = new Map(Object.entries(parsed.data).map(([key, value]) => [key.toLowerCase(), value]));
  for (const key of wordKeys) {
    const value = byKey.get(key);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return null;
}

function correlationIdIn(text: string, ownIds: readonly string[]): string | null {
  const named = /correlation/i.exec(text);
  const after = named === null ? [] : guidsIn(text.slice(named.index));
  const candidates = [...after, ...guidsIn(text)];
  return candidates.find((guid) => guid !== ZERO_GUID && !ownIds.includes(guid)) ?? null;
}

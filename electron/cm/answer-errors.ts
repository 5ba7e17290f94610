import * as z from 'zod';
import type { CmError } from '../../shared/errors.js';
import { ZERO_GUID } from '../../shared/ids.js';
import { guidsIn } from './guid.js';

/** How much of an error's body is kept; bytes and characters. */
export const KEPT_BYTES = 4096;

/** A failed answer: its status and the start of its body. */
export interface FailedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** Ids that the request carried. Repeated by the server, they are no correlation id. */
  readonly ownIds: readonly string[];
}

/** JSON media types (RFC 6839). */
export const JSON_TYPE = /^[a-z]+\/(?:[\w.-]+\+)?json\b/i;

type Answered = Extract<CmError, { status: number }>;

/**
 * Returns the facts of a failed answer. Its body's form is undocumented (service details page), so the message comes from JSON
 * of the usual shapes, a page's title, or the text itself.
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
 * Returns the error for a failed answer by its status (service details page and each call's page).
 * @param asked for `list` a 404 means that the API is missing; for `one` that the object may be missing, but only if the body
 * is the API's own JSON. An empty 404 or a page comes from a web server without the application.
 */
export function statusError(answer: FailedAnswer, asked: 'list' | 'one'): CmError {
  const { status } = answer;
  const facts = answeredFacts(answer);
  if (status === 401 || (status >= 300 && status < 400)) return { code: 'not-signed-in', ...facts };
  if (status === 403) return { code: 'forbidden', ...facts };
  if (status === 404) return { code: asked === 'one' && isOwnWord(answer) ? 'not-found' : 'api-off', ...facts };
  return { code: status >= 500 ? 'server-error' : 'unexpected-status', ...facts };
}

/** Whether the API itself answered: its answers are always JSON (service details page). */
function isOwnWord({ contentType, text }: FailedAnswer): boolean {
  if (!JSON_TYPE.test(contentType)) return false;
  try {
    return jsonWordsSchema.safeParse(JSON.parse(text)).success;
  } catch {
    // Not JSON despite its type, or longer than any of the API's own error bodies.
    return false;
  }
}

/** Returns the known schemes of a `WWW-Authenticate` header. */
export function schemesOffered(header: string | null): NonNullable<Extract<CmError, { code: 'not-signed-in' }>['offers']> {
  const named = [...(header ?? '').matchAll(/(?:^|,)\s*(negotiate|ntlm|basic|digest)(?=\s|,|$)/gi)].map(([, scheme = '']) =>
    scheme.toLowerCase(),
  );
  return knownSchemes.filter((scheme) => named.includes(scheme));
}
const knownSchemes = ['negotiate', 'ntlm', 'basic', 'digest'] as const;

/** Whether the answer is a web page; in place of JSON, that is a sign-in page. */
export function isHtml(contentType: string, text: string): boolean {
  return /^(?:text\/html|application\/xhtml\+xml)\b/i.test(contentType) || /^\s*<(?:!doctype html|html)\b/i.test(text);
}

function titleOf(html: string): string | null {
  return /<title[^>]*>([^<]*)/i.exec(html)?.[1]?.trim() ?? null;
}

/** Names of properties in which servers put messages; case-insensitive. */
const wordKeys = ['message', 'exceptionmessage', 'error_description', 'errormessage', 'detail', 'title', 'error'];
const jsonWordsSchema = z.union([z.string(), z.record(z.string(), z.unknown())]);

function wordsOf(raw: string): string | null {
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    // Not JSON, or longer than what is kept: use the text itself.
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

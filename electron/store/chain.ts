import { createHash } from 'node:crypto';
import * as z from 'zod';

/** Plain data as JSON. Numbers are integers, so that every language writes them alike. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** SHA-256 as 64 lower-case hex digits. */
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** Previous hash of a journal's first entry. */
export const FIRST_PREVIOUS_HASH = '0'.repeat(64);

/**
 * Serializes a value in the one form that is hashed: JSON without white space, object keys in code-point order (RFC 8785
 * without fractions). The journal stores this text, so a verifier hashes what it reads.
 * @throws RangeError for a number that is not a safe integer
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`Not a whole number: ${String(value)}`);
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/**
 * Returns the hash of a journal entry: SHA-256 over the previous hash (64 hex digits), a line feed and the entry's canonical
 * text in UTF-8; as 64 lower-case hex digits.
 */
export function entryHash(previousHash: string, body: string): string {
  return createHash('sha256').update(`${previousHash}\n${body}`, 'utf8').digest('hex');
}

function isList(value: readonly Json[] | { readonly [key: string]: Json }): value is readonly Json[] {
  return Array.isArray(value);
}

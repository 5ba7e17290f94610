import * as z from 'zod';

/** The all-zero GUID: in the CM API it means "none" (get request page, `NewSmartcardUuid`). */
export const ZERO_GUID = '00000000-0000-0000-0000-000000000000';

/** A GUID as text, in either case, without braces. */
export const GUID = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** A GUID as text, in lower case, without braces. */
export const guidSchema = z.string().regex(GUID).toLowerCase();

/** Whole bytes as lower-case hex without separators, the form the CM API uses for ATRs. */
export const hexSchema = z.string().regex(/^(?:[0-9a-f]{2})*$/);

/**
 * An answer to reset as the CM API writes it: lower-case hex, no separators. At least TS and T0, at most 33 bytes (ISO 7816-3
 * §8.2.1).
 */
export const atrSchema = z.string().regex(/^(?:[0-9a-f]{2}){2,33}$/);

/** An instant as ISO 8601 text in UTC. */
export const instantSchema = z.iso.datetime({ offset: true });

import * as z from 'zod';
import { atrSchema, guidSchema } from '../../shared/ids.js';

/** Schemas of the training service's requests: exactly what the pages list, so that client mistakes show. */

/** Body of `POST /smartcards` (assign smart card to request page). */
export const bindBodySchema = z.strictObject({
  requestid: guidSchema,
  cardid: guidSchema,
  /** The walkthrough omits it, the reference lists it: a station must always send it. */
  atr: atrSchema.refine((atr) => /^3[bf]/.test(atr), { message: 'does not begin with 3b or 3f' }),
});

/** The pages write an empty data collection as the text `"[]"` and others as an array of name-value pairs. */
const dataCollectionSchema = z
  .union([z.literal('[]').transform(() => []), z.array(z.record(z.string(), z.string()))])
  .transform((items) => items.flatMap((item) => Object.entries(item).map(([Name, Value]) => ({ Name, Value }))));

const commonFields = {
  datacollection: dataCollectionSchema.default([]),
  /** Default: the caller. */
  target: guidSchema.optional(),
  comment: z.string().default(''),
  priority: z.coerce.number().int().default(0),
};

/** Body of `POST /requests` (create request page), for the supported types. */
export const createBodySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('Enroll'), profiletemplateuuid: guidSchema, ...commonFields }),
  z.strictObject({ type: z.literal('Unblock'), smartcard: guidSchema, ...commonFields }),
]);
export type CreateBody = z.output<typeof createBodySchema>;

/** Body of `PUT /requests/{id}` (cancel, abandon, complete page). */
export const statusBodySchema = z.strictObject({ status: z.enum(['Completed', 'Canceled', 'Abandoned']) });
export type PutStatus = z.infer<typeof statusBodySchema>['status'];

/** Query of `GET /requests` (get request page). */
export const requestsQuerySchema = z.strictObject({
  status: z.enum(['Approved', 'Canceled', 'Completed', 'Denied', 'Executing', 'Failed', 'None', 'Pending']).optional(),
  targetuser: z.literal('current').optional(),
});

/** Query of `GET /smartcards` (get smart card profiles page). */
export const smartcardsQuerySchema = z.strictObject({ cardid: guidSchema });

const LONGEST_BODY = 64 * 1024;

/**
 * Parses a body as the pages require: `Content-Type: application/json`, a `Content-Length`, JSON.
 * @returns the JSON, or the client's mistake as text
 */
export function parseBody(
  header: (name: string) => string | undefined,
  body: string,
): { readonly json: unknown } | { readonly mistake: string } {
  const contentType = header('content-type') ?? 'missing';
  if (!/^application\/json(?:\s*;\s*charset=utf-8)?$/i.test(contentType)) {
    return { mistake: `Content-Type is ${contentType}, not application/json.` };
  }
  const length = Number(header('content-length') ?? NaN);
  if (Number.isNaN(length)) return { mistake: 'Content-Length is missing.' };
  if (length > LONGEST_BODY) return { mistake: `The body is longer than ${String(LONGEST_BODY)} bytes.` };
  try {
    const json: unknown = JSON.parse(body);
    return { json };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message : String(error) };
  }
}

import * as z from 'zod';
import { stationErrorSchema, type StationError } from './errors.js';

/** Result of a call between processes or modules: a value or a typed error, never an exception. */
export type Result<T, E = StationError> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** Wraps a value as a successful {@link Result}. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** Wraps an error as a failed {@link Result}. */
export function fail<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}

/** Returns the schema of a {@link Result} whose value has the given schema. */
export function resultSchema<S extends z.ZodType>(value: S) {
  return z.discriminatedUnion('ok', [
    z.strictObject({ ok: z.literal(true), value }),
    z.strictObject({ ok: z.literal(false), error: stationErrorSchema }),
  ]);
}

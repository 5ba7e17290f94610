import * as z from 'zod';
import { bindingViewSchema, type BindingView } from '../../shared/bindings.js';
import type { Json } from './chain.js';

const viewRow = z.object({ view: z.string() });
const jsonSchema: z.ZodType<Json> = z.json();

/** Reads a binding out of its row. @throws ZodError when it is none */
export function parseView(row: unknown): BindingView {
  return bindingViewSchema.parse(JSON.parse(viewRow.parse(row).view));
}

/** Returns a binding, or an approval, as an entry holds it. */
export function jsonOf(value: unknown): Json {
  return jsonSchema.parse(value);
}

import type Database from 'libsql';
import * as z from 'zod';
import { bindingViewSchema, type BindingView } from '../../shared/bindings.js';
import type { Json } from './chain.js';
import { searchableText } from './history.js';
import { claims, isSettled } from './journal.js';

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

/** Makes the row of a binding. @param seq the number of the entry that says so */
export function insertBinding(db: Database.Database, binding: BindingView, seq: number): void {
  db.prepare(
    `INSERT INTO bindings (binding_id, request_id, card_id, claims, settled, first_seq, view, words)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    binding.bindingId,
    binding.request.requestId,
    binding.cardId.text,
    Number(claims(binding.state)),
    Number(isSettled(binding.state)),
    seq,
    JSON.stringify(binding),
    searchableText(binding),
  );
}

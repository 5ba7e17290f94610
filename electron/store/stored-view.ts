import type Database from 'libsql';
import * as z from 'zod';
import { claims, bindingViewSchema, type BindingView } from '../../shared/bindings.js';
import { foldForSearch } from '../../shared/fold.js';
import type { Json } from './chain.js';
import { isSettled } from './journal.js';

/** The columns of a binding's row, as {@link viewOf} reads them. */
export const rowColumns = 'binding_id, request_id, card_id, settled, first_seq, view';

const storedRow = z.object({ binding_id: z.string(), request_id: z.string(), card_id: z.string(), view: z.string() });
const jsonSchema: z.ZodType<Json> = z.json();
/** Parses text that contains JSON. */
export const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('is no JSON');
    return z.NEVER;
  }
});
const textSchema = jsonText.pipe(bindingViewSchema);

/** Returns the binding of a row; null if its text is invalid, or names another request or card than the row. */
export function viewOf(row: unknown): BindingView | null {
  const { binding_id: bindingId, request_id: requestId, card_id: cardId, view } = storedRow.parse(row);
  const read = textSchema.safeParse(view);
  if (!read.success) return null;
  const { data } = read;
  return data.bindingId === bindingId && data.request.requestId === requestId && data.cardId.text === cardId ? data : null;
}

/** Returns a binding or an approval as JSON for an entry. */
export function jsonOf(value: unknown): Json {
  return jsonSchema.parse(value);
}

/** Returns the folded text that a binding is searched by. */
export function searchableText({ request, cardId, atr, readerName, bindingId }: BindingView): string {
  const { person, profileTemplate, requestId, comment } = request;
  const who = person.state === 'resolved' ? [person.name, person.account, person.department, person.employeeId] : [];
  return foldForSearch(
    [...who, person.userId, requestId, profileTemplate.name ?? '', comment, cardId.text, cardId.raw, atr, readerName, bindingId].join('\n'),
  );
}

/** Inserts the row of a binding. @param seq number of its first entry */
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

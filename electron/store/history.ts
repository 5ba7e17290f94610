import type Database from 'libsql';
import * as z from 'zod';
import { abandonSchema } from '../../shared/abandon.js';
import { careSchema } from '../../shared/after-care.js';
import { approvalSchema } from '../../shared/approvals.js';
import { bindingStateSchema } from '../../shared/bindings.js';
import type { JournalHealth } from '../../shared/diagnostics.js';
import { foldedWords } from '../../shared/fold.js';
import type { HistoryEntry, HistoryPage, HistoryQuery } from '../../shared/history.js';
import { archivedIn } from './archived-claims.js';
import { FIRST_PREVIOUS_HASH } from './chain.js';
import { inTransaction } from './database.js';
import { entryColumns, entryOf } from './stored-entry.js';
import type { JournalEntry } from './journal.js';
import { rowColumns, searchableText, viewOf } from './stored-view.js';
import type { UnreadableRows } from './unreadable-rows.js';

/** Bindings on a page. */
const PAGE = 100;

const foundRow = z.object({ first_seq: z.int() });
const countRow = z.object({ total: z.int() });
const healthRow = z.object({ entries: z.int(), head: z.string().nullable(), bindings: z.int(), unsettled: z.int(), size_bytes: z.int() });
const endRow = z.object({ seq: z.int(), hash: z.string() });
const entryRow = z.object({ body: z.string(), hash: z.string() });
const bodySchema = z.looseObject({
  seq: z.int(),
  at: z.string(),
  operator: z.string(),
  station: z.string(),
  event: z.string(),
  binding: z.looseObject({
    state: bindingStateSchema,
    care: careSchema.nullable().default(null),
    abandon: abandonSchema.nullable().default(null),
  }),
  approval: approvalSchema.nullable().default(null),
});

const noteRow = z.object({ body: z.string() });
const noteSchema = z.object({ facts: z.record(z.string(), z.unknown()) });

/** Adds the search text to bindings written by an older version. Skips unreadable ones. */
export function makeSearchable(db: Database.Database): void {
  const rows = db
    .prepare(`SELECT ${rowColumns} FROM bindings WHERE words IS NULL`)
    .all()
    .flatMap((row) => viewOf(row) ?? []);
  if (rows.length === 0) return;
  const update = db.prepare('UPDATE bindings SET words = ? WHERE binding_id = ?');
  inTransaction(db, () => {
    for (const binding of rows) update.run(searchableText(binding), binding.bindingId);
  });
}

/** Finds bindings, newest first, one page at a time. Unreadable ones are on no page. */
export function searchBindings(db: Database.Database, query: HistoryQuery, unreadable: UnreadableRows): HistoryPage {
  const { where, parameters } = conditions(query);
  const { total } = countRow.parse(db.prepare(`SELECT count(*) AS total FROM bindings WHERE ${where}`).get(...parameters));
  const rows = db
    .prepare(`SELECT ${rowColumns} FROM bindings WHERE ${where} AND first_seq < ? ORDER BY first_seq DESC LIMIT ?`)
    .all(...parameters, query.before ?? Number.MAX_SAFE_INTEGER, PAGE + 1);
  const page = rows.slice(0, PAGE);
  const bindings = [...unreadable.readable(page)];
  return {
    bindings,
    next: rows.length > PAGE ? foundRow.parse(page.at(-1)).first_seq : null,
    total,
    archived: archivedIn(db, { from: utcOf(query.from), to: utcOf(query.to) }),
    ...(unreadable.all.length === 0 ? {} : { unreadable: unreadable.all.length }),
  };
}

/** Returns the entries after a number, oldest first, with their text as hashed. */
export function entriesAfter(db: Database.Database, after: number, limit: number): readonly JournalEntry[] {
  return db.prepare(`SELECT ${entryColumns} FROM entries WHERE seq > ? ORDER BY seq LIMIT ?`).all(after, limit).map(entryOf);
}

/** Returns number and hash of the last entry; for an empty journal, the hash its first entry will refer to. */
export function lastEntryOf(db: Database.Database): { readonly seq: number; readonly hash: string } {
  const last = db.prepare('SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1').get();
  return last === undefined ? { seq: 0, hash: FIRST_PREVIOUS_HASH } : endRow.parse(last);
}

/** Returns all entries about a binding, oldest first. */
export function entriesOf(db: Database.Database, bindingId: string): readonly HistoryEntry[] {
  return db
    .prepare('SELECT body, hash FROM entries WHERE binding_id = ? ORDER BY seq')
    .all(bindingId)
    .map((row) => {
      const { body, hash } = entryRow.parse(row);
      const { seq, at, operator, station, event, binding, approval } = bodySchema.parse(JSON.parse(body));
      return { seq, at, operator, station, event, state: binding.state, care: binding.care, abandon: binding.abandon, approval, hash };
    });
}

/** Returns the journal's key figures. */
export function healthOf(db: Database.Database): JournalHealth {
  const {
    size_bytes: sizeBytes,
    head,
    ...counts
  } = healthRow.parse(
    db
      .prepare(
        `SELECT (SELECT count(*) FROM entries) AS entries,
                (SELECT hash FROM entries ORDER BY seq DESC LIMIT 1) AS head,
                (SELECT count(*) FROM bindings) AS bindings,
                (SELECT count(*) FROM bindings WHERE settled = 0) AS unsettled,
                (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size) AS size_bytes`,
      )
      .get(),
  );
  return { ...counts, sizeBytes, head: head ?? FIRST_PREVIOUS_HASH };
}

/** Returns the facts of the newest note of an event; null if there is none. */
export function lastNoteOf(db: Database.Database, event: string): Readonly<Record<string, unknown>> | null {
  const row = db.prepare('SELECT body FROM entries WHERE binding_id IS NULL AND event = ? ORDER BY seq DESC LIMIT 1').get(event);
  return row === undefined ? null : noteSchema.parse(JSON.parse(noteRow.parse(row).body)).facts;
}

/** Converts an instant to UTC, because instants are compared as text. */
function utcOf(instant: string | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}

function conditions({ text, from, to, states, outcomes }: HistoryQuery): { readonly where: string; readonly parameters: string[] } {
  const words = foldedWords(text);
  const where = [
    'TRUE',
    ...words.map(() => 'instr(words, ?) > 0'),
    ...(from === null ? [] : ['confirmed_at >= ?']),
    ...(to === null ? [] : ['confirmed_at < ?']),
    ...oneOf('state', states),
    ...oneOf('care', outcomes),
  ];
  const utc = (instant: string | null): string[] => [utcOf(instant)].filter((one) => one !== null);
  return { where: where.join(' AND '), parameters: [...words, ...utc(from), ...utc(to), ...states, ...outcomes] };
}

/** Returns the condition that a column has one of these values; none if there are no values. */
function oneOf(column: 'state' | 'care', values: readonly string[]): readonly string[] {
  return values.length === 0 ? [] : [`${column} IN (${values.map(() => '?').join(', ')})`];
}

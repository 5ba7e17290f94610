import type Database from 'libsql';
import * as z from 'zod';
import type { BindingView } from '../../shared/bindings.js';
import { instantSchema, guidSchema } from '../../shared/ids.js';
import { lineRefSchema } from '../../shared/prepared.js';
import { requestViewSchema } from '../../shared/requests.js';
import { runReasonSchema, runSourceSchema, type RunReason } from '../../shared/run.js';
import type { Json } from './chain.js';
import type { NoteEvent } from './note-events.js';
import { jsonText, rowColumns } from './stored-view.js';
import type { UnreadableRows } from './unreadable-rows.js';

/** Somebody of a run, as it was when the run began. */
const runItemSchema = z.strictObject({
  /** Null where a line of the file came to no request; `fault` says why. */
  request: requestViewSchema.nullable(),
  /** The status number the server gave the request in the list. */
  approvedStatus: z.int().nullable(),
  /** The line of the prepared file, with card and person as they are written there; null in a run of the list. */
  prepared: lineRefSchema.extend({ card: z.string(), person: z.string() }).nullable(),
  fault: z.strictObject({ reason: runReasonSchema, slipNumber: z.int().positive() }).nullable(),
});
export type RunItem = z.infer<typeof runItemSchema>;

/** A run as it was begun; it is never changed. */
const runSchema = z.strictObject({ runId: guidSchema, source: runSourceSchema, items: z.array(runItemSchema).min(1) });
/** A run as its row has it, in JSON. */
const runText = jsonText.pipe(runSchema);
export type Run = z.infer<typeof runSchema>;

/** What else happens in a run; everything about its bindings stands in the bindings. */
export type RunStep =
  | {
      readonly step: 'set-aside';
      readonly runId: string;
      /** From 1. */
      readonly place: number;
      readonly requestId: string;
      readonly reason: RunReason;
      readonly detail: string;
      readonly slipNumber: number;
    }
  | { readonly step: 'ended'; readonly runId: string };

const asideSchema = z.object({
  place: z.int().positive(),
  reason: runReasonSchema,
  detail: z.string(),
  slipNumber: z.int().positive(),
});
/** Somebody who was set aside while the run was under way. */
export type RunAside = z.infer<typeof asideSchema> & { readonly at: string; readonly by: string };

/** A run, and what the journal has of it. */
export interface StoredRun {
  readonly run: Run;
  readonly begunAt: string;
  readonly begunBy: string;
  readonly ended: { readonly at: string; readonly by: string } | null;
  readonly asides: readonly RunAside[];
  /** The newest binding of each of its requests that was confirmed while it was under way, with who confirmed it. */
  readonly bindings: readonly { readonly binding: BindingView; readonly by: string }[];
}

/** Appends an entry that belongs to no binding. @returns its number */
type Append = (event: NoteEvent, facts: Readonly<Record<string, Json>>) => number;

const firstRow = z.object({ first_seq: z.int() });
const runRow = z.object({ begun_seq: z.int(), run: z.string() });
const noteRow = z.object({ body: z.string() });
const noteSchema = z.object({
  seq: z.int(),
  at: instantSchema,
  operator: z.string(),
  event: z.string(),
  facts: z.looseObject({}),
});
const operatorRow = z.object({ operator: z.string() });

/** How the beginning of a run went: not while another is under way, nor of nobody. */
export type RunBegun = 'begun' | 'under-way' | 'nobody';

/**
 * Writes a run with its entry in place of the last one. Whoever's request a binding claims by now is left out: their turn has been.
 *
 * @returns whether it was written, or why not
 */
export function beginRun(db: Database.Database, unreadable: UnreadableRows, wanted: Run, append: Append): RunBegun {
  const last = lastRun(db, unreadable);
  if (last !== null && last.ended === null) return 'under-way';
  const claim = db.prepare('SELECT 1 FROM bindings WHERE request_id = ? AND claims = 1');
  const items = wanted.items.filter(({ request }) => request === null || claim.get(request.requestId) === undefined);
  if (!items.some(({ request }) => request !== null)) return 'nobody';
  const run = { ...wanted, items };
  const { runId, source } = run;
  const file = source.from === 'file' ? { file: source.file } : {};
  const seq = append('run-begun', { runId, from: source.from, people: items.length, ...file });
  // Whom the last one was of stands in the entries and bindings that came of it, and nowhere else from now on.
  db.prepare('DELETE FROM runs').run();
  db.prepare('INSERT INTO runs (run_id, begun_seq, run) VALUES (?, ?, ?)').run(runId, seq, JSON.stringify(runSchema.parse(run)));
  return 'begun';
}

/** Writes a step of the run that is under way. @returns whether it was written: not where it has ended, or they are set aside already */
export function stepRun(db: Database.Database, unreadable: UnreadableRows, step: RunStep, append: Append): boolean {
  const last = lastRun(db, unreadable);
  if (last === null || last.ended !== null || last.run.runId !== step.runId) return false;
  const { runId } = step;
  if (step.step === 'ended') {
    append('run-ended', { runId, people: last.run.items.length });
    return true;
  }
  const { place, requestId, reason, detail, slipNumber } = step;
  const item = last.run.items[place - 1];
  if (item?.request?.requestId !== requestId || last.asides.some((aside) => aside.place === place)) return false;
  append('run-set-aside', { runId, place, requestId, reason, detail, slipNumber });
  return true;
}

/**
 * The last run, unless it ended before the moment ?1 (ISO 8601 in UTC): the run that somebody may still want to go on with, or to look at.
 */
export const STAYING_RUN = `SELECT run_id, begun_seq, run FROM runs WHERE NOT EXISTS (
  SELECT 1 FROM entries WHERE entries.run_id = runs.run_id AND seq > begun_seq AND event = 'run-ended' AND at < ?1)`;

/** Forgets whom the last run was of, where it ended before a moment (ISO 8601 in UTC). */
export function forgetOldRun(db: Database.Database, before: string): void {
  db.prepare(`DELETE FROM runs WHERE run_id NOT IN (SELECT run_id FROM (${STAYING_RUN}))`).run(before);
}

/**
 * Returns the last run with what the journal has of it; null: there was none, or it cannot be read. What is read is bounded by how many
 * people the run has, however much the journal has grown since it began.
 */
export function lastRun(db: Database.Database, unreadable: UnreadableRows): StoredRun | null {
  const found = db.prepare('SELECT begun_seq, run FROM runs').get();
  if (found === undefined) return null;
  const { begun_seq: begunSeq, run: stored } = runRow.parse(found);
  const read = runText.safeParse(stored);
  if (!read.success) return null;
  const run = read.data;
  const notes = db
    .prepare('SELECT body FROM entries WHERE run_id = ? AND seq >= ? AND binding_id IS NULL ORDER BY seq')
    .all(run.runId, begunSeq)
    .flatMap((row) => noteSchema.safeParse(JSON.parse(noteRow.parse(row).body)).data ?? []);
  const begun = notes.find(({ event }) => event === 'run-begun');
  if (begun === undefined) return null;
  const ended = notes.find(({ event }) => event === 'run-ended');
  const asides = notes.flatMap(({ event, facts, at, operator }) => {
    const aside = event === 'run-set-aside' ? asideSchema.safeParse(facts).data : undefined;
    return aside === undefined ? [] : [{ ...aside, at, by: operator }];
  });
  return {
    run,
    begunAt: begun.at,
    begunBy: begun.operator,
    ended: ended === undefined ? null : { at: ended.at, by: ended.operator },
    asides,
    bindings: bindingsOf(db, unreadable, run, begunSeq, ended?.seq ?? Number.MAX_SAFE_INTEGER),
  };
}

/** Returns the newest binding of each request of a run that was confirmed between two entries, in the order they were confirmed. */
function bindingsOf(db: Database.Database, unreadable: UnreadableRows, { items }: Run, from: number, to: number): StoredRun['bindings'] {
  const newest = db.prepare(
    `SELECT ${rowColumns} FROM bindings WHERE request_id = ? AND first_seq > ? AND first_seq < ? ORDER BY first_seq DESC LIMIT 1`,
  );
  const operator = db.prepare("SELECT json_extract(body, '$.operator') AS operator FROM entries WHERE seq = ? AND json_valid(body)");
  const rows = items
    .flatMap(({ request }) => (request === null ? [] : newest.all(request.requestId, from, to)))
    .map((row) => ({ row, seq: firstRow.parse(row).first_seq }))
    .sort((one, other) => one.seq - other.seq);
  return rows.flatMap(({ row, seq }) =>
    unreadable.readable([row]).map((binding) => ({ binding, by: operatorRow.safeParse(operator.get(seq)).data?.operator ?? '' })),
  );
}

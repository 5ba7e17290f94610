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

/** A person in a run, as of its start. */
const runItemSchema = z.strictObject({
  /** Null if a line of the file matched no request; `fault` has the reason. */
  request: requestViewSchema.nullable(),
  /** The server's status number of the request in the list. */
  approvedStatus: z.int().nullable(),
  /** The line of the prepared file, with card and person as written there; null in a run from the list. */
  prepared: lineRefSchema.extend({ card: z.string(), person: z.string() }).nullable(),
  fault: z.strictObject({ reason: runReasonSchema, slipNumber: z.int().positive() }).nullable(),
});
export type RunItem = z.infer<typeof runItemSchema>;

/** A run as it was started. It never changes. */
const runSchema = z.strictObject({ runId: guidSchema, source: runSourceSchema, items: z.array(runItemSchema).min(1) });
/** A run in its row, as JSON. */
const runText = jsonText.pipe(runSchema);
export type Run = z.infer<typeof runSchema>;

/** Other events in a run. Everything about its bindings is stored with the bindings. */
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
/** A person who was set aside during the run. */
export type RunAside = z.infer<typeof asideSchema> & { readonly at: string; readonly by: string };

/** A run and its results in the journal. */
export interface StoredRun {
  readonly run: Run;
  readonly begunAt: string;
  readonly begunBy: string;
  readonly ended: { readonly at: string; readonly by: string } | null;
  readonly asides: readonly RunAside[];
  /** The newest binding of each of its requests that was confirmed during the run, with the person who confirmed it. */
  readonly bindings: readonly { readonly binding: BindingView; readonly by: string }[];
}

/** Appends an entry without a binding. @returns its number */
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

/** Result of starting a run: not while another is in progress, nor without people. */
export type RunBegun = 'begun' | 'under-way' | 'nobody';

/**
 * Stores a run with its entry, replacing the last one. Leaves out people whose request is already claimed.
 * @returns whether it was stored, or why not
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
  // From now on the people of the last run are found only in its entries and bindings.
  db.prepare('DELETE FROM runs').run();
  db.prepare('INSERT INTO runs (run_id, begun_seq, run) VALUES (?, ?, ?)').run(runId, seq, JSON.stringify(runSchema.parse(run)));
  return 'begun';
}

/** Writes a step of the current run. @returns false if it has ended, or the person is already set aside */
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

/** The last run unless it ended before the time ?1 (ISO 8601 in UTC): one that may be continued or shown. */
export const STAYING_RUN = `SELECT run_id, begun_seq, run FROM runs WHERE NOT EXISTS (
  SELECT 1 FROM entries WHERE entries.run_id = runs.run_id AND seq > begun_seq AND event = 'run-ended' AND at < ?1)`;

/** Deletes the people of the last run if it ended before a time (ISO 8601 in UTC). */
export function forgetOldRun(db: Database.Database, before: string): void {
  db.prepare(`DELETE FROM runs WHERE run_id NOT IN (SELECT run_id FROM (${STAYING_RUN}))`).run(before);
}

/**
 * Returns the last run with its results; null if there was none or it is unreadable. Reads no more than the number of people in
 * the run requires, however many entries followed.
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

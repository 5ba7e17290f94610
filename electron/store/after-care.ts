import type Database from 'libsql';
import * as z from 'zod';
import { careCountsSchema, endedStatuses, type CareCounts, type EndedWord } from '../../shared/after-care.js';
import { instantSchema } from '../../shared/ids.js';

/** What the next start of the station needs to know of after-care. */
export interface CareMemory {
  /** When the server was last asked something for it; null: never. */
  readonly askedAt: string | null;
  /** The numbers with which requests ended, as they were found before. */
  readonly ended: readonly { readonly status: number; readonly word: EndedWord }[];
}

/** When a bound request is due to be looked at. Instants are ISO 8601 in UTC, compared as text. */
export interface CareDue {
  readonly now: string;
  /** What was bound by then, and never looked at, is due. */
  readonly boundBefore: string;
  /** Nothing is put off for so long: a clock that was ahead has been set right since. */
  readonly tooFarAhead: string;
}

const dueRow = z.object({ binding_id: z.string() });
const askedRow = z.object({ asked_at: instantSchema });
const endedRow = z.object({ status: z.int(), word: z.enum(endedStatuses) });
const countsRow = z.object({ executed: z.int(), never_executed: z.int() });

/** Begins to ask about a binding that has just been bound. */
export function beginCare(db: Database.Database, bindingId: string, boundAt: string): void {
  db.prepare('INSERT OR REPLACE INTO after_care (binding_id, due_at, was_looked_at) VALUES (?, ?, 0)').run(bindingId, boundAt);
}

/** Asks about a binding no more. */
export function endCare(db: Database.Database, bindingId: string): void {
  db.prepare('DELETE FROM after_care WHERE binding_id = ?').run(bindingId);
}

/** Puts off the next look at a binding. One that is asked about no more stays so. */
export function postpone(db: Database.Database, bindingId: string, dueAt: string): void {
  db.prepare('UPDATE after_care SET due_at = ?, was_looked_at = 1 WHERE binding_id = ?').run(dueAt, bindingId);
}

/** Returns the binding that has been due for the longest; null: none is. @param except bindings that cannot be read */
export function dueBinding(db: Database.Database, { now, boundBefore, tooFarAhead }: CareDue, except: readonly string[]): string | null {
  const row = db
    .prepare(
      `SELECT binding_id FROM after_care
        WHERE ((was_looked_at = 1 AND due_at <= ?1) OR (was_looked_at = 0 AND due_at <= ?2) OR due_at > ?3)
          AND binding_id NOT IN (SELECT value FROM json_each(?4))
        ORDER BY due_at LIMIT 1`,
    )
    .get(now, boundBefore, tooFarAhead, JSON.stringify(except));
  return row === undefined ? null : dueRow.parse(row).binding_id;
}

/** Keeps when the server was asked something, before it is asked: the budget holds over a restart. */
export function saveAskedAt(db: Database.Database, at: string): void {
  db.prepare('INSERT OR REPLACE INTO after_care_asked (one, asked_at) VALUES (1, ?)').run(at);
}

/** What is known from before this start. */
export function careMemory(db: Database.Database): CareMemory {
  const asked = db.prepare('SELECT asked_at FROM after_care_asked').get();
  const ended = db
    .prepare(
      `SELECT DISTINCT care AS word, json_extract(view, '$.care.status') AS status FROM bindings
        WHERE care IN ('failed', 'canceled', 'denied')`,
    )
    .all();
  return {
    askedAt: asked === undefined ? null : askedRow.parse(asked).asked_at,
    ended: ended.flatMap((row) => endedRow.safeParse(row).data ?? []),
  };
}

/** Counts the bindings confirmed since then that were executed, and all that were not in time and that nobody has closed. */
export function careCounts(db: Database.Database, since: string): CareCounts {
  const row = db
    .prepare(
      `SELECT (SELECT count(*) FROM bindings WHERE care = 'executed' AND confirmed_at >= ?) AS executed,
              (SELECT count(*) FROM bindings WHERE care_matters = 1 AND care IN ('overdue', 'never-executed')) AS never_executed`,
    )
    .get(since);
  const { executed, never_executed: neverExecuted } = countsRow.parse(row);
  return careCountsSchema.parse({ executed, neverExecuted });
}

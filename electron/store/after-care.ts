import type Database from 'libsql';
import * as z from 'zod';
import { careCountsSchema, endedStatuses, type CareCounts, type EndedStatus } from '../../shared/after-care.js';
import { instantSchema } from '../../shared/ids.js';

/** State of after-care that survives a restart. */
export interface CareMemory {
  /** Time of the last after-care call to the server; null if there was none. */
  readonly askedAt: string | null;
  /** Status numbers of ended requests, as found so far. */
  readonly ended: readonly { readonly status: number; readonly word: EndedStatus }[];
}

/** Times that decide whether a bound request is due for a check. Instants are ISO 8601 in UTC, compared as text. */
export interface CareDue {
  readonly now: string;
  /** Bindings that were never checked are due if they were bound before this time. */
  readonly boundBefore: string;
  /** No check is ever postponed this far: a later due date means that the clock was ahead and has been corrected. */
  readonly tooFarAhead: string;
}

const dueRow = z.object({ binding_id: z.string() });
const askedRow = z.object({ asked_at: instantSchema });
const endedRow = z.object({ status: z.int(), word: z.enum(endedStatuses) });
const countsRow = z.object({ executed: z.int(), never_executed: z.int() });

/** Starts after-care of a binding that has just been bound. */
export function beginCare(db: Database.Database, bindingId: string, boundAt: string): void {
  db.prepare('INSERT OR REPLACE INTO after_care (binding_id, due_at, was_looked_at) VALUES (?, ?, 0)').run(bindingId, boundAt);
}

/** Stops after-care of a binding. */
export function endCare(db: Database.Database, bindingId: string): void {
  db.prepare('DELETE FROM after_care WHERE binding_id = ?').run(bindingId);
}

/** Postpones the next check of a binding. Does nothing if after-care has stopped. */
export function postpone(db: Database.Database, bindingId: string, dueAt: string): void {
  db.prepare('UPDATE after_care SET due_at = ?, was_looked_at = 1 WHERE binding_id = ?').run(dueAt, bindingId);
}

/** Returns the id of the binding that is most overdue; null if none is due. @param except unreadable bindings */
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

/** Saves the time of a call before it is made, so that the call budget also holds across restarts. */
export function saveAskedAt(db: Database.Database, at: string): void {
  db.prepare('INSERT OR REPLACE INTO after_care_asked (one, asked_at) VALUES (1, ?)').run(at);
}

/** Returns the state of after-care from before this start. */
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

/** Counts the bindings confirmed since a time that were executed, and all that were not executed in time and are not closed. */
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

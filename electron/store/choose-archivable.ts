import type Database from 'libsql';
import * as z from 'zod';
import { ARCHIVED_EVENT } from './archive-digest.js';
import type { NoteEvent } from './note-events.js';
import { STAYING_RUN } from './run-records.js';
import { rowColumns, viewOf } from './stored-view.js';

/** What may be taken into an archive. */
export interface Archivable {
  /** Only entries before this moment, ISO 8601 in UTC. */
  readonly before: string;
  /** Only entries up to this number: what comes later is not yet wherever it must be first. */
  readonly lastSeq: number;
  /** Whether bound requests are looked after: then only those are taken that are asked about no more. */
  readonly isCaredFor: boolean;
}

/** What is taken into the next archive. */
export interface ArchiveSelection {
  readonly bindingIds: readonly string[];
  /** Numbers of their entries, and of entries that belong to no binding, in order. */
  readonly seqs: readonly number[];
  /** Whether there is more. */
  readonly more: boolean;
}

/** Most that goes into one archive; the next takes the rest. */
export const LARGEST_ARCHIVE = { bindings: 10_000, entries: 60_000 };

/**
 * Entries without a binding that stay whatever their age: the station reads them again, or they say what was archived and that the
 * journal is not whole.
 */
const staying: readonly string[] = [
  ARCHIVED_EVENT,
  'pin-tries',
  'approval-tries',
  'restored',
  'journal-put-back',
  'journal-set-aside',
  'desk-contradicted',
] satisfies readonly NoteEvent[];

const seqRow = z.object({ seq: z.int() });
const countRow = z.object({ count: z.int() });

/** Old: confirmed before that moment, with all that was learned of it. */
const OLD = `confirmed_at < ?1 AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.binding_id = bindings.binding_id AND at >= ?1)`;
/** Closed, nobody is needed for it, it is wherever it must be first, and no run that stays shows it. */
const FINISHED = `state IN ('bound', 'withdrawn', 'given-up') AND care_matters = 0
  AND (abandon IS NULL OR abandon = 'abandoned')
  AND (?3 = 0 OR NOT EXISTS (SELECT 1 FROM after_care WHERE after_care.binding_id = bindings.binding_id))
  AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.binding_id = bindings.binding_id AND seq > ?2)
  AND NOT (first_seq > (SELECT begun_seq FROM (${STAYING_RUN})) AND request_id IN (
    SELECT json_extract(item.value, '$.request.requestId') FROM (${STAYING_RUN}) AS staying, json_each(staying.run, '$.items') AS item
      WHERE json_extract(item.value, '$.request.requestId') IS NOT NULL))`;

/** Chooses what the next archive takes: the oldest first, and nothing that cannot be read. */
export function chooseArchivable(db: Database.Database, archivable: Archivable, largest = LARGEST_ARCHIVE): ArchiveSelection {
  const { before, lastSeq, isCaredFor } = archivable;
  const found = db
    .prepare(`SELECT ${rowColumns} FROM bindings WHERE ${OLD} AND ${FINISHED} ORDER BY first_seq LIMIT ?4`)
    .all(before, lastSeq, Number(isCaredFor), largest.bindings + 1)
    .flatMap((row) => viewOf(row)?.bindingId ?? []);
  const bindingIds: string[] = [];
  const seqs: number[] = [];
  const entriesOf = db.prepare('SELECT seq FROM entries WHERE binding_id = ? ORDER BY seq');
  for (const bindingId of found.slice(0, largest.bindings)) {
    if (seqs.length >= largest.entries) break;
    bindingIds.push(bindingId);
    for (const row of entriesOf.all(bindingId)) seqs.push(seqRow.parse(row).seq);
  }
  const isWhole = bindingIds.length === found.length;
  const room = Math.max(0, largest.entries - seqs.length);
  const notes = isWhole ? notesOf(db, archivable, bindingIds, room + 1) : [];
  seqs.push(...notes.slice(0, room));
  return { bindingIds, seqs: seqs.sort((one, other) => one - other), more: !isWhole || notes.length > room };
}

/** How many bindings are old enough and stay. */
export function countNotArchivable(db: Database.Database, { before, lastSeq, isCaredFor }: Archivable): number {
  return countRow.parse(
    db
      .prepare(`SELECT count(*) AS count FROM bindings WHERE confirmed_at < ?1 AND NOT (${OLD} AND ${FINISHED})`)
      .get(before, lastSeq, Number(isCaredFor)),
  ).count;
}

/** Entries that belong to no binding; what was noted about a binding or a run that stays, stays with it. */
function notesOf(db: Database.Database, { before, lastSeq }: Archivable, bindingIds: readonly string[], limit: number): readonly number[] {
  return db
    .prepare(
      `SELECT seq FROM entries WHERE binding_id IS NULL AND archived_by IS NULL AND at < ?1 AND seq <= ?2
          AND event NOT IN (SELECT value FROM json_each(?3))
          AND NOT EXISTS (SELECT 1 FROM (${STAYING_RUN}) AS staying WHERE staying.run_id = entries.run_id)
          AND NOT EXISTS (SELECT 1 FROM bindings
            WHERE bindings.binding_id = CASE WHEN json_valid(body) THEN json_extract(body, '$.facts.bindingId') END
            AND bindings.binding_id NOT IN (SELECT value FROM json_each(?4)))
        ORDER BY seq LIMIT ?5`,
    )
    .all(before, lastSeq, JSON.stringify(staying), JSON.stringify(bindingIds), limit)
    .map((row) => seqRow.parse(row).seq);
}

/** Whether all of these bindings may still be taken, with just so many entries in all. */
export function areArchivable(db: Database.Database, archivable: Archivable, bindingIds: readonly string[], entries: number): boolean {
  const { before, lastSeq, isCaredFor } = archivable;
  const ids = JSON.stringify(bindingIds);
  const of = `binding_id IN (SELECT value FROM json_each(?4))`;
  const bindings = countRow.parse(
    db
      .prepare(`SELECT count(*) AS count FROM bindings WHERE ${of} AND ${OLD} AND ${FINISHED}`)
      .get(before, lastSeq, Number(isCaredFor), ids),
  ).count;
  const told = countRow.parse(
    db.prepare('SELECT count(*) AS count FROM entries WHERE binding_id IN (SELECT value FROM json_each(?))').get(ids),
  ).count;
  return bindings === bindingIds.length && told === entries;
}

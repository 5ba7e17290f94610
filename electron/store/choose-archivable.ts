import type Database from 'libsql';
import * as z from 'zod';
import { ARCHIVED_EVENT } from './archive-digest.js';
import type { NoteEvent } from './note-events.js';
import { STAYING_RUN } from './run-records.js';
import { rowColumns, viewOf } from './stored-view.js';

/** Limits on what may be archived. */
export interface Archivable {
  /** Only entries before this time, ISO 8601 in UTC. */
  readonly before: string;
  /** Only entries up to this number. Later ones are not yet in a backup, the collector and the card stock. */
  readonly lastSeq: number;
  /** Whether after-care is on: then bindings still in after-care are not archived. */
  readonly isCaredFor: boolean;
}

/** What the next archive takes. */
export interface ArchiveSelection {
  readonly bindingIds: readonly string[];
  /** Numbers of their entries and of entries without a binding, in order. */
  readonly seqs: readonly number[];
  /** Whether more could be archived. */
  readonly more: boolean;
}

/** Upper limits of one archive. The rest goes into the next. */
export const LARGEST_ARCHIVE = { bindings: 10_000, entries: 60_000 };

/** Events without a binding that are never archived: the station reads them again, or they record archives and damage to the journal. */
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

/** Old: confirmed, and last written about, before the time. */
const OLD = `confirmed_at < ?1 AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.binding_id = bindings.binding_id AND at >= ?1)`;
/** Completed: closed, needs no attention, saved everywhere else, and not shown by a run that stays. */
const FINISHED = `state IN ('bound', 'withdrawn', 'given-up') AND care_matters = 0
  AND (abandon IS NULL OR abandon = 'abandoned')
  AND (?3 = 0 OR NOT EXISTS (SELECT 1 FROM after_care WHERE after_care.binding_id = bindings.binding_id))
  AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.binding_id = bindings.binding_id AND seq > ?2)
  AND NOT (first_seq > (SELECT begun_seq FROM (${STAYING_RUN})) AND request_id IN (
    SELECT json_extract(item.value, '$.request.requestId') FROM (${STAYING_RUN}) AS staying, json_each(staying.run, '$.items') AS item
      WHERE json_extract(item.value, '$.request.requestId') IS NOT NULL))`;

/** Chooses what the next archive takes, oldest first. Never takes unreadable bindings. */
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

/** Returns how many bindings are old enough but cannot be archived. */
export function countNotArchivable(db: Database.Database, { before, lastSeq, isCaredFor }: Archivable): number {
  return countRow.parse(
    db
      .prepare(`SELECT count(*) AS count FROM bindings WHERE confirmed_at < ?1 AND NOT (${OLD} AND ${FINISHED})`)
      .get(before, lastSeq, Number(isCaredFor)),
  ).count;
}

/** Returns the numbers of entries without a binding. Notes about a binding or run that stays are not included. */
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

/** Returns whether all these bindings may still be archived and have exactly this many entries. */
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

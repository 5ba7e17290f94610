import type Database from 'libsql';
import * as z from 'zod';
import { bindingViewSchema, isClosed, boundAttentionReason, type BindingView } from '../../shared/bindings.js';
import { reportNoteSchema, type ReportNote, type ReportPage, type ReportQuery, type ReportRow } from '../../shared/report.js';
import { archivedIn } from './archived-claims.js';
import { asJournalError, opened, WAIT_MS } from './database.js';

/** A page of a report, as read from the journal. */
export type StoredReportPage = Omit<ReportPage, 'station'>;

/** Bindings on a page. */
const PAGE = 200;

const idRow = z.object({ first_seq: z.int(), binding_id: z.string() });
const bodyRow = z.object({ body: z.string() });
const bodySchema = z.looseObject({ seq: z.int(), at: z.string(), operator: z.string(), event: z.string() });
const bindingBodySchema = bodySchema.extend({ binding: bindingViewSchema });
const noteBodySchema = bodySchema.extend({ facts: reportNoteSchema.shape.facts });

/**
 * Reads reports from the journal over a read-only connection of its own, so that a long report delays no binding. Synchronous,
 * for the store worker.
 */
export class ReportFile {
  readonly #db: Database.Database;

  /** @throws JournalError if the journal cannot be opened */
  constructor(path: string, key: string | null) {
    try {
      this.#db = opened(path, key, (db) => db.exec('PRAGMA query_only=ON'), WAIT_MS);
    } catch (error) {
      throw asJournalError(error);
    }
  }

  /** Returns one page of a report, as of the period's end. @throws JournalError */
  read({ from, to, after }: ReportQuery): StoredReportPage {
    // Instants are compared as text, which requires UTC.
    const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    try {
      // One transaction, so that concurrent writes are not seen in part.
      this.#db.exec('BEGIN');
      try {
        const found = this.#bindings(period, after);
        const page = found.slice(0, PAGE);
        const rows = page.map(({ binding_id: id }) => this.#row(id, period));
        const unreadable = rows.filter((row) => row === 'unreadable').length;
        return {
          rows: rows.flatMap((row) => (row === null || row === 'unreadable' ? [] : row)),
          ...(unreadable === 0 ? {} : { unreadable }),
          notes: after === 0 ? this.#notes(period) : [],
          archived: after === 0 ? archivedIn(this.#db, period) : undefined,
          next: found.length > PAGE ? (page.at(-1)?.first_seq ?? null) : null,
        };
      } finally {
        this.#db.exec('COMMIT');
      }
    } catch (error) {
      throw asJournalError(error);
    }
  }

  close(): void {
    this.#db.close();
  }

  /**
   * Returns candidate bindings in the order of their confirmation: those with an entry in the period, and older ones that are
   * open today or changed later, which may have been open then. Their entries decide.
   */
  #bindings({ from, to }: { readonly from: string; readonly to: string }, after: number): readonly z.infer<typeof idRow>[] {
    return this.#db
      .prepare(
        `SELECT first_seq, binding_id FROM (
           SELECT first_seq, binding_id FROM bindings
             WHERE binding_id IN (SELECT binding_id FROM entries WHERE at >= ?2 AND binding_id IS NOT NULL) AND confirmed_at < ?3
           UNION SELECT first_seq, binding_id FROM bindings WHERE settled = 0 AND (confirmed_at < ?3 OR confirmed_at IS NULL)
           UNION SELECT first_seq, binding_id FROM bindings WHERE state = 'refused' AND confirmed_at < ?3)
         WHERE first_seq > ?1 ORDER BY first_seq LIMIT ?4`,
      )
      .all(after, from, to, PAGE + 1)
      .map((row) => idRow.parse(row));
  }

  /** Returns a binding as it was at the period's end; null if it was closed before the period. */
  #row(bindingId: string, { from, to }: { readonly from: string; readonly to: string }): ReportRow | 'unreadable' | null {
    const read = this.#db
      .prepare('SELECT body FROM entries WHERE binding_id = ? AND at < ? ORDER BY seq')
      .all(bindingId, to)
      .map((row) => bindingBodySchema.safeParse(JSON.parse(bodyRow.parse(row).body)));
    const entries = read.flatMap(({ data }) => data ?? []);
    if (entries.length < read.length) return 'unreadable';
    // What happens to a request after it was bound belongs to the report of the day it was bound, and makes no row in another:
    // no later entry, including abandoning and its approval, changes the state.
    const boundAt = entries.findIndex(({ binding }) => binding.state.state === 'bound');
    const steps = boundAt === -1 ? entries : entries.slice(0, boundAt + 1);
    const first = steps[0];
    const last = steps.at(-1);
    if (first === undefined || last === undefined) return null;
    if (last.at < from && isClosed(last.binding.state)) return null;
    const latest = entries.at(-1)?.binding ?? last.binding;
    // The first entry with the final state: it may be written more than once.
    const since = steps.slice(steps.findLastIndex(({ binding }) => binding.state.state !== last.binding.state.state) + 1)[0] ?? last;
    const { request, cardId, confirmedAt, state } = last.binding;
    const { person, profileTemplate, requestId } = request;
    return {
      bindingId,
      confirmedAt,
      confirmedBy: first.operator,
      person: person.state === 'resolved' ? person.name : person.userId,
      profileTemplate: profileTemplate.name ?? profileTemplate.profileTemplateId,
      requestId,
      cardId: cardId.text,
      state,
      care: careOf(latest),
      abandoning: abandoningOf(latest),
      stateAt: since.at,
      stateBy: since.operator,
    };
  }

  #notes({ from, to }: { readonly from: string; readonly to: string }): ReportNote[] {
    return this.#db
      .prepare('SELECT body FROM entries WHERE at >= ? AND at < ? AND binding_id IS NULL ORDER BY seq')
      .all(from, to)
      .flatMap((row) => {
        const body = noteBodySchema.safeParse(JSON.parse(bodyRow.parse(row).body));
        if (!body.success) return [];
        const { seq, at, event, facts } = body.data;
        return reportNoteSchema.safeParse({ seq, at, event, facts }).data ?? [];
      });
  }
}

/** Returns the after-care outcome of a request; null if nothing is known. */
function careOf({ care }: BindingView): ReportRow['care'] {
  return care === undefined ? null : { outcome: care.outcome, difference: care.difference };
}

/** Returns why abandoning a request needs attention; null if it does not. */
function abandoningOf(binding: BindingView): ReportRow['abandoning'] {
  const matter = boundAttentionReason(binding);
  return matter === 'abandon-unconfirmed' || matter === 'not-abandoned' ? matter : null;
}

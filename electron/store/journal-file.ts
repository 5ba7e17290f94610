import { isDeepStrictEqual } from 'node:util';
import type Database from 'libsql';
import { abandonEvents, isAbandoning } from '../../shared/abandon.js';
import { isCareOver, type CareCounts } from '../../shared/after-care.js';
import type { Approval } from '../../shared/approvals.js';
import { claims, type BindingView } from '../../shared/bindings.js';
import type { JournalHealth, UnreadableRow } from '../../shared/diagnostics.js';
import type { HistoryEntry, HistoryPage, HistoryQuery } from '../../shared/history.js';
import { asJournalError, inTransaction, isInTransaction, openDatabase } from './database.js';
import { updateCareForAbandon, NEWEST_NEEDING_ATTENTION, applyAbandonStep } from './abandon.js';
import { beginCare, careCounts, careMemory, dueBinding, endCare, postpone, saveAskedAt } from './after-care.js';
import type { CareDue, CareMemory } from './after-care.js';
import { checkIntegrity, checkWritable } from './check-journal.js';
import {
  JournalError,
  isAllowedTransition,
  isSettled,
  type EntryContext,
  type IntendOutcome,
  type Journal,
  type JournalEntry,
} from './journal.js';
import type { AbandonStep, CareStep, RecordOutcome, Transition } from './journal.js';
import type { ArchivedBinding } from '../../shared/archive.js';
import { archiveJournal, type ArchiveOptions, type ArchiveOutcome, type ArchiveStep } from './archive-journal.js';
import { ArchivedClaims, type Claimed } from './archived-claims.js';
import { AppendedEntries } from './appended-entries.js';
import { TrackedHead, type HeadComparison } from './journal-head.js';
import { entriesAfter, entriesOf, healthOf, lastEntryOf, lastNoteOf, makeSearchable, searchBindings } from './history.js';
import { lockJournal } from './journal-lock.js';
import { migrate } from './migrate.js';
import { migrations } from './migrations.js';
import type { NoteEvent } from './note-events.js';
import { beginRun, lastRun, stepRun, type Run, type RunBegun, type RunStep, type StoredRun } from './run-records.js';
import { StoredClaims } from './stored-claims.js';
import { insertBinding, jsonOf, rowColumns } from './stored-view.js';
import { sweepArchived } from './sweep-archived.js';
import { UnreadableRows } from './unreadable-rows.js';

export interface JournalFileDeps {
  readonly path: string;
  readonly context: EntryContext;
  readonly now: () => Date;
  /** Encrypts the file (AES-256 in CBC mode, by libsql); null for plain, as in training mode. */
  readonly key: string | null;
  /** Milliseconds of a monotonic clock, to detect jumps of the wall clock. */
  readonly monotonicMs: () => number;
  /** File of the journal's head, see {@link TrackedHead}; undefined for no head. */
  readonly headFile?: string | undefined;
  /** The schema, one script for each version; by default this program's own. */
  readonly schema?: readonly string[];
}

/**
 * The journal on disk, synchronous, for the store worker. Entries are append-only and hash-chained; the bindings table is
 * derived from them.
 */
export class JournalFile {
  readonly #db: Database.Database;
  readonly #lock: Database.Database;
  readonly #options: JournalFileDeps;
  readonly #entries: AppendedEntries;
  readonly #head: TrackedHead;
  readonly #archived: ArchivedClaims;
  readonly #claims: StoredClaims;
  readonly #unreadable: UnreadableRows;

  /** Opens or creates the journal. @throws JournalError if it cannot be opened, is damaged or is too new */
  constructor(options: JournalFileDeps) {
    this.#options = options;
    this.#head = new TrackedHead(
      options.headFile,
      options.key,
      () => lastEntryOf(this.#db),
      (seq) => this.entries(seq - 1, 1)[0]?.hash,
    );
    this.#lock = lockJournal(options.path);
    try {
      this.#db = openDatabase(options.path, options.key);
    } catch (error) {
      this.#unlock();
      throw asJournalError(error);
    }
    try {
      this.#db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON');
      migrate(this.#db, options.path, options.schema ?? migrations);
      checkIntegrity(this.#db);
      checkWritable(this.#db);
      makeSearchable(this.#db);
      if (options.schema === undefined) sweepArchived(this.#db, options.path);
      this.#unreadable = new UnreadableRows(this.#db);
      if (options.schema === undefined) this.#unreadable.look();
      this.#entries = new AppendedEntries(this.#db, { ...options.context, now: options.now, monotonicMs: options.monotonicMs });
    } catch (error) {
      this.#db.close();
      this.#unlock();
      throw asJournalError(error);
    }
    this.#archived = new ArchivedClaims(this.#db, options.key);
    this.#claims = new StoredClaims(this.#db, this.#archived, this.#unreadable);
  }

  intend(binding: BindingView, approval?: Approval, step?: Transition, reuses?: string): IntendOutcome {
    return this.#write(() => {
      const claimed = this.#claims.conflictWith(binding, reuses);
      if (claimed !== null) return claimed;
      this.#claims.freeCardFor(binding, (event, what) => this.#entries.append(event, what));
      this.#appendApproval(binding, approval);
      const seq = this.#entries.append('intended', { binding: jsonOf(binding) });
      insertBinding(this.#db, binding, seq);
      if (step === undefined) return { outcome: 'written', binding };
      const recorded = this.record(step);
      if (recorded.outcome === 'moved-on')
        throw new JournalError('unusable', `The first step of ${binding.bindingId} does not move from its intent`);
      return { outcome: 'written', binding: recorded.binding };
    });
  }

  /**
   * Runs several writes in one transaction, which waits for the disk once. An error of one write undoes only that one.
   * @throws JournalError if none of them is on the disk
   */
  groupCommit(writes: readonly (() => void)[]): void {
    this.#write(() => {
      for (const write of writes) {
        write();
        // A full disk rolls back the whole transaction, and later writes would then be committed one by one.
        if (!isInTransaction(this.#db)) throw new JournalError('unusable', 'The disk took none of it');
      }
    });
  }

  note(event: NoteEvent, facts: Readonly<Record<string, string | number>>): void {
    this.#write(() => this.#entries.append(event, { facts }));
  }

  lastNote(event: NoteEvent): Readonly<Record<string, unknown>> | null {
    return this.#read(() => lastNoteOf(this.#db, event));
  }

  actAs(operator: string, facts: Readonly<Record<string, string>>): void {
    // Also if the disk does not accept the entry: later entries are this person's.
    this.#entries.operator = operator;
    this.note('operator-changed', facts);
  }

  record(transition: Transition): RecordOutcome {
    return this.#write(() => {
      const row = this.find(transition.bindingId);
      if (row === null) throw new JournalError('unusable', `No binding ${transition.bindingId}`);
      if (!isDeepStrictEqual(row.state, transition.from) || !isAllowedTransition(row.state, transition.state))
        return { outcome: 'moved-on', binding: row };
      const binding: BindingView = { ...row, state: transition.state };
      this.#appendApproval(row, transition.approval);
      this.#entries.append(transition.event, { binding: jsonOf(binding) });
      if (binding.state.state === 'bound') beginCare(this.#db, binding.bindingId, this.#options.now().toISOString());
      this.#db
        .prepare('UPDATE bindings SET claims = ?, settled = ?, view = ? WHERE binding_id = ?')
        .run(Number(claims(binding.state)), Number(isSettled(binding.state)), JSON.stringify(binding), binding.bindingId);
      return { outcome: 'written', binding };
    });
  }

  recordCare({ bindingId, event, from, care }: CareStep): RecordOutcome {
    return this.#write(() => {
      const row = this.find(bindingId);
      if (row === null) throw new JournalError('unusable', `No binding ${bindingId}`);
      const isOver = from !== null && from.closed !== null;
      if (row.state.state !== 'bound' || isAbandoning(row.abandon) || isOver || !isDeepStrictEqual(row.care ?? null, from))
        return { outcome: 'moved-on', binding: row };
      const binding: BindingView = { ...row, care };
      this.#entries.append(event, { binding: jsonOf(binding) });
      this.#db.prepare('UPDATE bindings SET view = ? WHERE binding_id = ?').run(JSON.stringify(binding), bindingId);
      if (isCareOver(care)) endCare(this.#db, bindingId);
      return { outcome: 'written', binding };
    });
  }

  recordAbandon({ bindingId, from, abandon, approval }: AbandonStep): RecordOutcome {
    return this.#write(() => {
      const row = this.find(bindingId);
      if (row === null) throw new JournalError('unusable', `No binding ${bindingId}`);
      const binding = applyAbandonStep(row, from, abandon);
      if (binding === null) return { outcome: 'moved-on', binding: row };
      this.#appendApproval(row, approval);
      this.#entries.append(abandonEvents[abandon.state], { binding: jsonOf(binding) });
      this.#db.prepare('UPDATE bindings SET view = ? WHERE binding_id = ?').run(JSON.stringify(binding), bindingId);
      updateCareForAbandon(this.#db, row, abandon);
      return { outcome: 'written', binding };
    });
  }

  abandoning(): readonly BindingView[] {
    return this.#views(`SELECT ${rowColumns} FROM bindings WHERE abandon IN ('sending', 'unconfirmed') ORDER BY first_seq`);
  }

  dueForCare(due: CareDue): BindingView | null {
    const bindingId = this.#read(() => dueBinding(this.#db, due, this.#unreadable.bindingIds));
    return bindingId === null ? null : this.find(bindingId);
  }

  putOffCare(bindingId: string, dueAt: string): void {
    this.#write(() => {
      postpone(this.#db, bindingId, dueAt);
    });
  }

  keepCareAsked(at: string): void {
    this.#write(() => {
      saveAskedAt(this.#db, at);
    });
  }

  careMemory(): CareMemory {
    return this.#read(() => careMemory(this.#db));
  }

  careCounts(since: string): CareCounts {
    return this.#read(() => careCounts(this.#db, since));
  }

  careMatters(): readonly BindingView[] {
    return [...this.#views(NEWEST_NEEDING_ATTENTION)].reverse();
  }

  unsettled(): readonly BindingView[] {
    return this.#views(`SELECT ${rowColumns} FROM bindings WHERE settled = 0 ORDER BY first_seq`);
  }

  newest(limit: number): readonly BindingView[] {
    return this.#views(`SELECT ${rowColumns} FROM bindings ORDER BY first_seq DESC LIMIT ?`, limit);
  }

  claimOf(what: Claimed): BindingView | null {
    return this.#read(() => this.#claims.of(what));
  }

  claimsOf(what: Parameters<Journal['claimsOf']>[0]): readonly BindingView[] {
    return this.#read(() => this.#claims.ofAll(what));
  }

  archivedClaimOf(what: Claimed): ArchivedBinding | null {
    return this.#read(() => this.#claims.ofArchived(what));
  }

  archive(order: ArchiveOptions, at?: (step: ArchiveStep) => void): ArchiveOutcome {
    const { path, context } = this.#options;
    try {
      const outcome = archiveJournal(
        {
          ...{ db: this.#db, path, station: context.station, claims: this.#archived },
          append: (event, what) => this.#entries.append(event, what),
        },
        order,
        at,
      );
      this.#head.update();
      return outcome;
    } catch (error) {
      throw asJournalError(error);
    }
  }

  unreadable(): readonly UnreadableRow[] {
    return this.#unreadable.all;
  }

  unreadableAbout(pair: { readonly requestId: string; readonly cardId: string }): UnreadableRow | null {
    return this.#read(() => this.#unreadable.about(pair));
  }

  find(bindingId: string): BindingView | null {
    return this.#views(`SELECT ${rowColumns} FROM bindings WHERE binding_id = ?`, bindingId)[0] ?? null;
  }

  beginRun(run: Run): RunBegun {
    return this.#write(() => beginRun(this.#db, this.#unreadable, run, (event, facts) => this.#entries.append(event, { facts })));
  }

  stepRun(step: RunStep): boolean {
    return this.#write(() => stepRun(this.#db, this.#unreadable, step, (event, facts) => this.#entries.append(event, { facts })));
  }

  lastRun(): StoredRun | null {
    return this.#read(() => lastRun(this.#db, this.#unreadable));
  }

  entries(after: number, limit: number): readonly JournalEntry[] {
    return this.#read(() => entriesAfter(this.#db, after, limit));
  }

  search(query: HistoryQuery): HistoryPage {
    return this.#read(() => searchBindings(this.#db, query, this.#unreadable));
  }

  entriesOf(bindingId: string): readonly HistoryEntry[] {
    return this.#read(() => entriesOf(this.#db, bindingId));
  }

  health(): JournalHealth {
    return this.#read(() => healthOf(this.#db));
  }

  compareHead(): HeadComparison {
    return this.#read(() => this.#head.compare());
  }

  keepHead(): void {
    this.#read(() => {
      this.#head.track();
    });
  }

  close(): void {
    try {
      this.#head.close();
    } finally {
      this.#db.close();
      this.#unlock();
    }
  }

  #unlock(): void {
    this.#lock.exec('ROLLBACK');
    this.#lock.close();
  }

  /** Appends a second person's approval, before the entry it belongs to. */
  #appendApproval(binding: BindingView, approval: Approval | undefined): void {
    if (approval !== undefined) this.#entries.append('approved', { binding: jsonOf(binding), approval: jsonOf(approval) });
  }

  #views(sql: string, ...parameters: (string | number)[]): readonly BindingView[] {
    return this.#read(() => this.#unreadable.readable(this.#db.prepare(sql).all(...parameters)));
  }

  #write<T>(work: () => T): T {
    const { clocks } = this.#entries;
    try {
      const value = inTransaction(this.#db, work);
      if (!isInTransaction(this.#db)) this.#head.update();
      return value;
    } catch (error) {
      this.#entries.clocks = clocks;
      throw asJournalError(error);
    }
  }

  #read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw asJournalError(error);
    }
  }
}

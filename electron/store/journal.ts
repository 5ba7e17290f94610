import type { Abandon } from '../../shared/abandon.js';
import type { Care, CareCounts, CareEvent } from '../../shared/after-care.js';
import type { Approval } from '../../shared/approvals.js';
import { claims, isClosed, type BindingState, type BindingView } from '../../shared/bindings.js';
import type { JournalHealth, UnreadableRow } from '../../shared/diagnostics.js';
import type { HistoryEntry, HistoryPage, HistoryQuery } from '../../shared/history.js';
import type { ArchivedBinding } from '../../shared/archive.js';
import type { CareDue, CareMemory } from './after-care.js';
import type { ArchiveOptions, ArchiveOutcome } from './archive-journal.js';
import type { HeadComparison } from './journal-head.js';
import type { NoteEvent } from './note-events.js';
import type { Run, RunBegun, RunStep, StoredRun } from './run-records.js';

/** Operator and computer, as recorded in every entry. */
export interface EntryContext {
  readonly operator: string;
  readonly station: string;
}

/** A step of a binding, as the journal records it with the new state. */
export interface Transition {
  readonly bindingId: string;
  /** Name of the event that caused the step, e.g. `answered`. */
  readonly event: string;
  /** The state the step was decided from. The journal writes nothing if it stores another. */
  readonly from: BindingState;
  readonly state: BindingState;
  /** A second person's approval of this step. It becomes an entry of its own right before, in the same transaction. */
  readonly approval?: Approval | undefined;
}

/** News about a bound request. */
export interface CareStep {
  readonly bindingId: string;
  readonly event: CareEvent;
  /** The value `care` was decided from; null if nothing was known. The journal writes nothing if it stores another. */
  readonly from: Care | null;
  readonly care: Care;
}

/** A step of abandoning a bound request. */
export interface AbandonStep {
  readonly bindingId: string;
  /** The value `abandon` was decided from; null if there was none. The journal writes nothing if it stores another. */
  readonly from: Abandon | null;
  readonly abandon: Abandon;
  /** A second person's approval of sending the request. It becomes an entry of its own right before, in the same transaction. */
  readonly approval?: Approval | undefined;
}

export type IntendOutcome =
  | { readonly outcome: 'written'; readonly binding: BindingView }
  | { readonly outcome: 'request-claimed'; readonly by: BindingView }
  | { readonly outcome: 'card-claimed'; readonly by: BindingView }
  /** Claimed by an unreadable row that is, or may be, about the same request or card. */
  | { readonly outcome: 'unreadable'; readonly by: UnreadableRow }
  /** Claimed by an archived binding. */
  | { readonly outcome: 'request-archived' | 'card-archived'; readonly by: ArchivedBinding };

/**
 * Result of a step; `binding` is as the journal stores it now.
 * - `moved-on`: nothing was written, because the stored state is not the one the step starts from, or is final.
 */
export type RecordOutcome = { readonly outcome: 'written' | 'moved-on'; readonly binding: BindingView };

export interface JournalEntry {
  readonly seq: number;
  /** Canonical JSON, exactly as hashed; `{}` for an archived entry. */
  readonly body: string;
  readonly previousHash: string;
  readonly hash: string;
  /** Number of the entry that names the archive with the text; absent if the text is here. */
  readonly archivedBy?: number;
}

/**
 * The durable record of every binding. Each writing call is one transaction that is on the disk (WAL, `synchronous=FULL`) when
 * its promise resolves. Rejects with {@link JournalError} if it cannot.
 */
export interface Journal {
  /**
   * Writes a new binding unless another binding claims its request or card. The same transaction also contains a second
   * person's approval before it, and the binding's first step after it, if given.
   * @param reuses the bound (possibly archived) binding that claims the card, if the server has retired the card since: its
   * claim to the card ends here; its claim to its request stays
   * @returns the binding after all of that
   */
  intend(binding: BindingView, approval?: Approval, step?: Transition, reuses?: string): Promise<IntendOutcome>;
  /** Writes an entry that belongs to no binding, e.g. that the station was opened. */
  note(event: NoteEvent, facts: Readonly<Record<string, string | number>>): Promise<void>;
  /** Returns the facts of the newest note of an event; null if there is none. */
  lastNote(event: NoteEvent): Promise<Readonly<Record<string, unknown>> | null>;
  /** Sets the operator for all following entries and writes an entry about it. */
  actAs(operator: string, facts: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Moves a binding to a new state if the stored state is the expected one; both are compared in the writing transaction. A
   * bound, withdrawn or given-up binding never moves again, and a refused one never claims its card again.
   */
  record(transition: Transition): Promise<RecordOutcome>;
  /** Writes news about a bound request if the stored value is the expected one. The binding's state does not change. */
  recordCare(step: CareStep): Promise<RecordOutcome>;
  /**
   * Writes a step of abandoning a bound request if the stored value is the expected one. Until the result is known, after-care
   * writes nothing; an abandoned request is its final outcome. The binding's state does not change.
   */
  recordAbandon(step: AbandonStep): Promise<RecordOutcome>;
  /** Returns the bindings whose request the server was asked to abandon without a known result, oldest first. */
  abandoning(): Promise<readonly BindingView[]>;
  /** Returns the binding whose check is most overdue; null if none is due. */
  dueForCare(due: CareDue): Promise<BindingView | null>;
  /** Postpones the next check of a bound request. */
  putOffCare(bindingId: string, dueAt: string): Promise<void>;
  /** Saves the time of an after-care call. */
  keepCareAsked(at: string): Promise<void>;
  /** Returns the state of after-care from before this start. */
  careMemory(): Promise<CareMemory>;
  /** Counts the bindings confirmed since a time that were executed, and all that were not executed in time and are not closed. */
  careCounts(since: string): Promise<CareCounts>;
  /** Returns the bindings that need attention after they were bound, oldest first; at most the newest 500. */
  careMatters(): Promise<readonly BindingView[]>;
  /** Returns the bindings that are not settled, oldest first. */
  unsettled(): Promise<readonly BindingView[]>;
  /** Returns the newest bindings, newest first. */
  newest(limit: number): Promise<readonly BindingView[]>;
  /** Returns the binding that claims a request or card, if any. */
  claimOf(what: { readonly requestId: string } | { readonly cardId: string }): Promise<BindingView | null>;
  /** Returns the archived binding that claims a request or card, if any. */
  archivedClaimOf(what: { readonly requestId: string } | { readonly cardId: string }): Promise<ArchivedBinding | null>;
  /** Returns all bindings that claim one of these requests or cards. */
  claimsOf(what: { readonly requestIds: readonly string[]; readonly cardIds: readonly string[] }): Promise<readonly BindingView[]>;
  /** Returns the rows that this version cannot read, among those checked so far. They are in no list and are never changed. */
  unreadable(): Promise<readonly UnreadableRow[]>;
  /** Returns the unreadable row that is, or may be, about a request or card; null if there is none. */
  unreadableAbout(pair: { readonly requestId: string; readonly cardId: string }): Promise<UnreadableRow | null>;
  /** Returns a binding; null if there is no readable one with this id. */
  find(bindingId: string): Promise<BindingView | null>;
  /** Starts a run, replacing the last one, with the people whose requests are not claimed. @returns whether it was started, or why not */
  beginRun(run: Run): Promise<RunBegun>;
  /** Writes a step of the current run. @returns false if the run or the person's place in it has changed */
  stepRun(step: RunStep): Promise<boolean>;
  /** Returns the current or last run with its results; null if there was none. */
  lastRun(): Promise<StoredRun | null>;
  /** Returns entries after a number, oldest first, at most `limit`. */
  entries(after: number, limit: number): Promise<readonly JournalEntry[]>;
  /** Finds bindings by words, time and state, newest first, one page at a time. */
  search(query: HistoryQuery): Promise<HistoryPage>;
  /** Returns all entries about a binding, oldest first. */
  entriesOf(bindingId: string): Promise<readonly HistoryEntry[]>;
  /** Moves old, completed bindings into an archive. Takes as long as rewriting the whole journal. */
  archive(order: ArchiveOptions): Promise<ArchiveOutcome>;
  /** Returns the journal's key figures. */
  health(): Promise<JournalHealth>;
  /** Compares the journal with the head stored outside it. */
  compareHead(): Promise<HeadComparison>;
  /**
   * Updates the head from now on. Before this call, writes leave the head unchanged, so that a caller that must act on {@link
   * compareHead} can be interrupted and do so again at the next start.
   */
  keepHead(): Promise<void>;
  close(): Promise<void>;
}

/**
 * - `in-use`: another process has it open.
 * - `too-new`: a newer Card Desk wrote it; nothing is changed.
 * - `damaged`: it is no database, cannot be decrypted, or fails SQLite's integrity check.
 * - `unusable`: it cannot be opened, read or written: permissions, disk space, disk errors.
 */
export type JournalProblem = 'in-use' | 'too-new' | 'damaged' | 'unusable';

/** The journal could not be read or written. `message` is the text of SQLite or the system. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  constructor(
    readonly problem: JournalProblem,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }
}

/** Returns whether nothing remains to be done for a binding in this state, by the station or a person. */
export function isSettled(state: BindingState): boolean {
  return state.state === 'bound' || !claims(state);
}

/** Returns whether a step may lead from one state to another. Closed states are final, and a claim that was given up never returns. */
export function isAllowedTransition(from: BindingState, to: BindingState): boolean {
  return !isClosed(from) && (claims(from) || !claims(to));
}

import type { Abandon } from '../../shared/abandon.js';
import type { Care, CareCounts, CareEvent } from '../../shared/after-care.js';
import type { Approval } from '../../shared/approvals.js';
import { isClosed, type BindingState, type BindingView } from '../../shared/bindings.js';
import type { JournalHealth, UnreadableRow } from '../../shared/diagnostics.js';
import type { HistoryEntry, HistoryPage, HistoryQuery } from '../../shared/history.js';
import type { ArchivedBinding } from '../../shared/archive.js';
import type { CareDue, CareMemory } from './after-care.js';
import type { ArchiveOptions, ArchiveOutcome } from './archive-journal.js';
import type { HeadComparison } from './journal-head.js';
import type { NoteEvent } from './note-events.js';
import type { Run, RunBegun, RunStep, StoredRun } from './run-records.js';

/** Who acts and where, as every entry records it. */
export interface EntryContext {
  readonly operator: string;
  readonly station: string;
}

/** What happened to a binding, as the journal records it beside the new state. */
export interface Transition {
  readonly bindingId: string;
  /** The event that moved it, by name, e.g. `answered`. */
  readonly event: string;
  /** The state that `state` was decided from. The journal writes nothing when it stores any other. */
  readonly from: BindingState;
  readonly state: BindingState;
  /** A second person's, for this step: an entry of its own, right before it and in the same transaction. */
  readonly approval?: Approval | undefined;
}

/** What was learned of a bound request. */
export interface CareStep {
  readonly bindingId: string;
  readonly event: CareEvent;
  /** What `care` was decided from; null: nothing was known. The journal writes nothing when it stores anything else. */
  readonly from: Care | null;
  readonly care: Care;
}

/** How far the abandoning of a bound request has come now. */
export interface AbandonStep {
  readonly bindingId: string;
  /** What `abandon` was decided from; null: nobody had asked for it. The journal writes nothing when it stores anything else. */
  readonly from: Abandon | null;
  readonly abandon: Abandon;
  /** A second person's, for the step that has it sent: an entry of its own, right before it and in the same transaction. */
  readonly approval?: Approval | undefined;
}

export type IntendOutcome =
  | { readonly outcome: 'written'; readonly binding: BindingView }
  | { readonly outcome: 'request-claimed'; readonly by: BindingView }
  | { readonly outcome: 'card-claimed'; readonly by: BindingView }
  /** By a row that this program cannot read, and that is, or may be, about the same request or card. */
  | { readonly outcome: 'unreadable'; readonly by: UnreadableRow }
  /** By a binding that was taken into an archive. */
  | { readonly outcome: 'request-archived' | 'card-archived'; readonly by: ArchivedBinding };

/**
 * What became of a step; `binding` is as the journal stores it now.
 * - `moved-on`: nothing was written, because the stored state is not the one the step moves from, or no step leaves it.
 */
export type RecordOutcome = { readonly outcome: 'written' | 'moved-on'; readonly binding: BindingView };

export interface JournalEntry {
  readonly seq: number;
  /** Canonical JSON, exactly as hashed; of an archived entry `{}`. */
  readonly body: string;
  readonly previousHash: string;
  readonly hash: string;
  /** The number of the entry that says in which archive the text is; absent: the text is here. */
  readonly archivedBy?: number;
}

/**
 * The durable record of every binding. Each writing call is one transaction that is on the disk
 * (WAL, `synchronous=FULL`) when its promise resolves. Rejects with {@link JournalError} when it cannot.
 */
export interface Journal {
  /**
   * Writes an intent, unless the request or the card is claimed by another binding; in the same transaction before it a
   * second person's approval, and behind it the binding's first step, where there is one.
   *
   * @param reuses the binding that claims the card and is bound, or was and is archived, where its card was retired at the server since: its claim to the card ends here, that to its request stays
   * @returns the binding as it is after all of that
   */
  intend(binding: BindingView, approval?: Approval, step?: Transition, reuses?: string): Promise<IntendOutcome>;
  /** Writes an entry that belongs to no binding: the station was opened, another journal was set aside. */
  note(event: NoteEvent, facts: Readonly<Record<string, string | number>>): Promise<void>;
  /** The facts of the newest entry of an event that belongs to no binding; null: there is none. */
  lastNote(event: NoteEvent): Promise<Readonly<Record<string, unknown>> | null>;
  /** Somebody else acts from now on: every entry after this one, which says so, is in their name. */
  actAs(operator: string, facts: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Moves a binding to a new state, only from the state that is stored: both are compared in the transaction that writes.
   * A binding that is bound, withdrawn or given up never moves again, and a refused one never claims its card again.
   */
  record(transition: Transition): Promise<RecordOutcome>;
  /** Writes down what was learned of a bound request, only over what is stored of it. The binding's state stays as it is. */
  recordCare(step: CareStep): Promise<RecordOutcome>;
  /**
   * Writes down how far the abandoning of a bound request has come, only over what is stored of it. While that is under way, nothing is
   * learned of the request in another way; once it was abandoned, that is what became of it. The binding's state stays as it is.
   */
  recordAbandon(step: AbandonStep): Promise<RecordOutcome>;
  /** The bindings whose request the server was asked to abandon, and of which it is not known yet whether it was, oldest first. */
  abandoning(): Promise<readonly BindingView[]>;
  /** The binding whose request has been due to be looked at for the longest; null: none is. */
  dueForCare(due: CareDue): Promise<BindingView | null>;
  /** Puts off the next look at a bound request. */
  putOffCare(bindingId: string, dueAt: string): Promise<void>;
  /** Keeps when the server is asked something for after-care. */
  keepCareAsked(at: string): Promise<void>;
  /** What is known of after-care from before this start. */
  careMemory(): Promise<CareMemory>;
  /** How many bindings confirmed since then were executed, and how many were not in time and are not closed. */
  careCounts(since: string): Promise<CareCounts>;
  /** The bindings for which a person is needed since they were bound, oldest first; the newest 500 where there are more. */
  careMatters(): Promise<readonly BindingView[]>;
  /** Bindings that still need something done, oldest first. */
  unsettled(): Promise<readonly BindingView[]>;
  /** The newest bindings, newest first. */
  newest(limit: number): Promise<readonly BindingView[]>;
  /** The binding that claims this request or this card, if any. */
  claimOf(what: { readonly requestId: string } | { readonly cardId: string }): Promise<BindingView | null>;
  /** The archived binding that claims this request or this card, if any. */
  archivedClaimOf(what: { readonly requestId: string } | { readonly cardId: string }): Promise<ArchivedBinding | null>;
  /** Every binding that claims one of these requests or of these cards. */
  claimsOf(what: { readonly requestIds: readonly string[]; readonly cardIds: readonly string[] }): Promise<readonly BindingView[]>;
  /** The rows of bindings that this program cannot read, as far as they were looked at: they are in no list, and are never changed. */
  unreadable(): Promise<readonly UnreadableRow[]>;
  /** The row that this program cannot read and that is, or may be, about this request or this card; null: there is none. */
  unreadableAbout(pair: { readonly requestId: string; readonly cardId: string }): Promise<UnreadableRow | null>;
  /** One binding, or null when there is none of that id that can be read. */
  find(bindingId: string): Promise<BindingView | null>;
  /** Begins a run, with its entry, in place of the last one, of those whose requests nothing claims. @returns whether it did, or why not */
  beginRun(run: Run): Promise<RunBegun>;
  /** Writes a step of the run that is under way. @returns whether it did: not where the run or the person in it has moved on */
  stepRun(step: RunStep): Promise<boolean>;
  /** The run that is under way, or the last one, with what became of it; null: there was none. */
  lastRun(): Promise<StoredRun | null>;
  /** Entries after `seq`, oldest first, at most `limit`. */
  entries(after: number, limit: number): Promise<readonly JournalEntry[]>;
  /** Finds bindings by words, time and state, the newest first, a page at a time. */
  search(query: HistoryQuery): Promise<HistoryPage>;
  /** Every entry about one binding, oldest first. */
  entriesOf(bindingId: string): Promise<readonly HistoryEntry[]>;
  /** Takes old, finished bindings out of the journal into an archive; takes as long as writing the journal anew. */
  archive(order: ArchiveOptions): Promise<ArchiveOutcome>;
  /** What the journal holds, in figures. */
  health(): Promise<JournalHealth>;
  /** Whether this is the journal as it was left, by the head that is kept outside of it. */
  compareHead(): Promise<HeadComparison>;
  /**
   * Keeps the head up to date from now on. Until it is called, what is written leaves the head as it was: whoever has to act on
   * {@link compareHead} first may be interrupted, and does it again at the next start.
   */
  keepHead(): Promise<void>;
  close(): Promise<void>;
}

/**
 * - `in-use`: another process has it open.
 * - `too-new`: a newer Card Desk wrote it; nothing is changed.
 * - `damaged`: it is no database, cannot be decrypted, or fails SQLite's own check.
 * - `unusable`: it cannot be opened, read or written: no access, no space, a fault of the disk.
 */
export type JournalProblem = 'in-use' | 'too-new' | 'damaged' | 'unusable';

/** The journal could not be read or written; `message` is SQLite's or the system's own text. */
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

/** Whether a binding in this state keeps its request and its card from being bound again. */
export function claims(state: BindingState): boolean {
  return state.state !== 'refused' && state.state !== 'withdrawn' && state.state !== 'given-up';
}

/** Whether nothing is left to do for a binding in this state, by the station itself or by a person. */
export function isSettled(state: BindingState): boolean {
  return state.state === 'bound' || !claims(state);
}

/** Whether any step may lead from one state to another: nothing leaves a closed binding, and what was freed stays free. */
export function isAllowedTransition(from: BindingState, to: BindingState): boolean {
  return !isClosed(from) && (claims(from) || !claims(to));
}

import type Database from 'libsql';
import { canonicalJson, entryHash, type Json } from './chain.js';
import { clockJump, lastMoment, type ClockReading } from './clock-jump.js';
import { lastEntryOf } from './history.js';

export interface AppendedEntriesDeps {
  readonly operator: string;
  readonly station: string;
  readonly now: () => Date;
  /** Milliseconds of a monotonic clock, to detect jumps of the wall clock. */
  readonly monotonicMs: () => number;
}

/** Appends entries to the chain of a journal. */
export class AppendedEntries {
  readonly #db: Database.Database;
  readonly #deps: AppendedEntriesDeps;
  /** The operator, recorded in every entry. */
  operator: string;
  /** Both clocks at the last entry; null if there is none. Restore it when a transaction is rolled back. */
  clocks: ClockReading | null;

  constructor(db: Database.Database, deps: AppendedEntriesDeps) {
    this.#db = db;
    this.#deps = deps;
    this.operator = deps.operator;
    this.clocks = lastMoment(db);
  }

  /** Appends an entry. If the wall clock jumped since the last entry, appends an entry about the jump first. @returns the entry's number */
  append(event: string, what: Readonly<Record<string, Json>>): number {
    const clocks: ClockReading = { wallMs: this.#deps.now().getTime(), monotonicMs: Math.round(this.#deps.monotonicMs()) };
    const jumpMs = this.clocks === null ? null : clockJump(this.clocks, clocks);
    this.clocks = clocks;
    if (jumpMs !== null) this.#appendAt(clocks, 'clock-jumped', { facts: { jumpMs } });
    return this.#appendAt(clocks, event, what);
  }

  #appendAt({ wallMs, monotonicMs }: ClockReading, event: string, what: Readonly<Record<string, Json>>): number {
    const before = lastEntryOf(this.#db);
    const seq = before.seq + 1;
    const { operator } = this;
    const { station } = this.#deps;
    const body = canonicalJson({ seq, at: new Date(wallMs).toISOString(), monotonicMs, operator, station, event, ...what });
    this.#db
      .prepare('INSERT INTO entries (seq, body, previous_hash, hash) VALUES (?, ?, ?, ?)')
      .run(seq, body, before.hash, entryHash(before.hash, body));
    return seq;
  }
}

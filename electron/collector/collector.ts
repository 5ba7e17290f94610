import type { CollectorReport } from '../../shared/collector.js';
import type { Warnings } from '../../shared/warnings.js';
import type { Log } from '../core/log.js';
import type { Journal, JournalEntry } from '../store/journal.js';
import type { Delivery } from './delivery.js';
import { entryMessage } from './entry-message.js';
import { healthMessage, type Health } from './health-message.js';
import type { Include } from './event-kind.js';
import type { Position } from './position.js';
import { framed } from './syslog.js';

export interface CollectorDeps {
  readonly journal: Pick<Journal, 'entries'>;
  /** The collector's host, for warnings. */
  readonly host: string;
  /** Connects to the collector; the signal drops the connection. @throws DeliveryError */
  readonly open: (signal: AbortSignal) => Promise<Delivery>;
  /** The position before this start. */
  readonly position: Position | null;
  readonly keep: (position: Position) => Promise<void>;
  readonly include: Include;
  readonly version: string;
  /** Milliseconds between health messages; null for none. */
  readonly healthMs: number | null;
  readonly now: () => Date;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicMs: () => number;
  /** Runs work after a delay in ms; returns a function that cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  readonly log: Log;
  /** Shorter delays, for tests. */
  readonly pauses?: Partial<CollectorPauses>;
}

/** Delays, all in ms. */
export interface CollectorPauses {
  /** Interval between looks for new entries. */
  readonly lookMs: number;
  /** How long a connection must stay quiet after the last message before it is closed: longer than data is in transit. */
  readonly quietMs: number;
  /** After a failure; doubled each time. */
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** How long the collector may be unavailable before the screen warns. */
  readonly alarmMs: number;
}

const stationPauses: CollectorPauses = {
  lookMs: 1_000,
  quietMs: 2_000,
  firstRetryMs: 2_000,
  longestRetryMs: 60_000,
  alarmMs: 15 * 60_000,
};

/** Entries read at a time. */
const PAGE = 100;
/** Entries after which a connection is closed to confirm delivery. At most this many are sent twice. */
const MOST_IN_A_CONNECTION = 1_000;

type Warn = (warning: Extract<Warnings[number], { code: 'collector-away' }> | null) => void;

/** Dependencies of a started collector. */
export interface CollectorStart {
  readonly health: () => Promise<Health>;
  /** Called with the warning, or null when it is over. */
  readonly warn: Warn;
}

/**
 * Sends every journal entry to the security office's collector, at least once and in order. The journal itself is the queue;
 * only the position that the collector has confirmed is stored. Nothing waits for the collector, and it writes nothing to the
 * journal.
 */
export class Collector {
  readonly #deps: CollectorDeps;
  readonly #pauses: CollectorPauses;
  /** The last confirmed entry; 0 if there is none. */
  #taken = 0;
  #chain: string | null = null;
  #takenAt: string | null;
  #healthAt: number | null = null;
  #failing: { readonly since: number; readonly pauseMs: number; readonly detail: string } | null = null;
  readonly #stopping = new AbortController();
  #wake: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: CollectorDeps) {
    this.#deps = deps;
    this.#pauses = { ...stationPauses, ...deps.pauses };
    this.#takenAt = deps.position?.at ?? null;
  }

  /** Returns the confirmed position and the current failure. */
  report(): CollectorReport {
    const { host, position } = this.#deps;
    // Before the journal is examined, the position from the previous process is valid.
    const taken = this.#chain === null ? (position?.seq ?? 0) : this.#taken;
    return { state: 'on', host, taken, takenAt: this.#takenAt, failure: this.#failing?.detail ?? null };
  }

  /** Starts sending. */
  start(station: CollectorStart): void {
    this.#running = this.#run(station);
  }

  /** Returns the number of the last confirmed entry; 0 if there is none. @throws JournalError */
  async takenTo(): Promise<number> {
    await this.#findChain();
    return this.#taken;
  }

  /** Drops the connection. Unconfirmed entries are sent again after the next start. */
  async close(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#running;
  }

  async #run(station: CollectorStart): Promise<void> {
    const { log } = this.#deps;
    while (!this.#stopping.signal.aborted) {
      try {
        const chain = await this.#findChain();
        if (chain !== null && (await this.#isDue())) await this.#deliver(chain, station.health);
        if (this.#failing !== null) log.info('the collector receives events again', { taken: this.#taken });
        this.#failing = null;
        station.warn(null);
      } catch (error) {
        this.#failed(error, station.warn);
      }
      await this.#pause(this.#failing?.pauseMs ?? this.#pauses.lookMs);
    }
  }

  #failed(error: unknown, warn: Warn): void {
    const { log, host, monotonicMs } = this.#deps;
    const { firstRetryMs, longestRetryMs, alarmMs } = this.#pauses;
    if (this.#stopping.signal.aborted) return;
    const detail = error instanceof Error ? error.message : String(error);
    const before = this.#failing;
    if (before === null) log.warn('the events could not be delivered to the collector', { detail });
    this.#failing = {
      since: before?.since ?? monotonicMs(),
      pauseMs: before === null ? firstRetryMs : Math.min(before.pauseMs * 2, longestRetryMs),
      detail: detail.slice(0, 500),
    };
    if (monotonicMs() - this.#failing.since >= alarmMs)
      warn({ code: 'collector-away', host, takenAt: this.#takenAt, detail: this.#failing.detail });
  }

  /** Returns whether there is anything to send. */
  async #isDue(): Promise<boolean> {
    return this.#isHealthDue() || (await this.#deps.journal.entries(this.#taken, 1)).length > 0;
  }

  #isHealthDue(): boolean {
    const { healthMs, monotonicMs } = this.#deps;
    return healthMs !== null && (this.#healthAt === null || monotonicMs() - this.#healthAt >= healthMs);
  }

  /**
   * Continues where the previous process stopped, or starts over if the journal is a different one.
   * @returns the journal's identifier; null while it is empty
   */
  async #findChain(): Promise<string | null> {
    const { journal, position, log } = this.#deps;
    if (this.#chain !== null) return this.#chain;
    const [first] = await journal.entries(0, 1);
    if (first === undefined) return null;
    if (position !== null) {
      const [last] = await journal.entries(position.seq - 1, 1);
      if (position.chain === first.hash && last?.hash === position.hash) this.#taken = position.seq;
      else log.warn('the journal is not the one the collector knows; all entries are sent', { entries: position.seq });
    }
    this.#chain = first.hash;
    return first.hash;
  }

  /** Sends new entries over one connection and stores the confirmed position. @throws DeliveryError, JournalError */
  async #deliver(chain: string, health: CollectorStart['health']): Promise<void> {
    const delivery = await this.#deps.open(this.#stopping.signal);
    try {
      const healthAt = this.#isHealthDue() ? await this.#sendHealth(delivery, await health()) : this.#healthAt;
      const last = await this.#sendEntries(delivery, chain);
      await delivery.finish();
      this.#healthAt = healthAt;
      if (last !== null) await this.#take(last, chain);
    } finally {
      delivery.drop();
    }
  }

  async #sendHealth(delivery: Delivery, health: Health): Promise<number> {
    const { now, monotonicMs } = this.#deps;
    await delivery.send(framed(healthMessage(health, health.entries - this.#taken, now())));
    return monotonicMs();
  }

  /** Sends entries until none are new and the connection has been quiet. @returns the last one; null if there was none */
  async #sendEntries(delivery: Delivery, chain: string): Promise<JournalEntry | null> {
    const { journal, version, include, now } = this.#deps;
    let last: JournalEntry | null = null;
    let count = 0;
    const sender = { version, chain };
    for (;;) {
      const page: readonly JournalEntry[] = count < MOST_IN_A_CONNECTION ? await journal.entries(last?.seq ?? this.#taken, PAGE) : [];
      if (page.length > 0) await delivery.send(page.map((entry) => framed(entryMessage(entry, sender, include, now()))).join(''));
      last = page.at(-1) ?? last;
      count += page.length;
      if (page.length === PAGE) continue;
      await delivery.quiet(this.#pauses.quietMs);
      const hasMore = count < MOST_IN_A_CONNECTION && (await journal.entries(last?.seq ?? this.#taken, 1)).length > 0;
      if (!hasMore) return last;
    }
  }

  async #take({ seq, hash }: JournalEntry, chain: string): Promise<void> {
    const { keep, now, log } = this.#deps;
    this.#taken = seq;
    this.#takenAt = now().toISOString();
    await keep({ chain, seq, hash, at: this.#takenAt }).catch((error: unknown) => {
      // The entries are sent again after the next start; the receiver can recognize them.
      log.warn('the position of the collector cannot be stored', {
        detail: error instanceof Error ? error.message : String(error),
      });
    });
  }

  #pause(ms: number): Promise<void> {
    if (this.#stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#deps.schedule(resolve, ms);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

import { PcscError } from '../pcsc/driver.js';
import { pcscCodes, pcscliteError } from '../pcsc/pcsc-codes.js';
import { isError, makeReaderLike, type Pcsclite, type PcscliteMonitor, type PcscliteReader } from './pcsclite-addon.js';

/** Time limit for the service to report readers and states, ms. */
const OPEN_LIMIT_MS = 3_000;
/** How long an ended session is kept from garbage collection, ms; native handles close later. */
const LINGER_MS = 5_000;
/**
 * Delay from a reader's answer to its closing, ms: by then its thread waits for a change and can be interrupted. Later changes
 * do not extend it, or readers would pile up while cards come and go; pcscd accepts 200 clients.
 */
const CLOSE_AFTER_MS = 300;

/**
 * Sessions whose native threads still run, with what keeps their monitors from garbage collection: pcsclite's destructors wait
 * for those threads. They end with the service or with this process.
 */
const alive = new Map<PcscliteSession, PcscliteMonitor>();

/** Returns the number of sessions that have not ended. */
export function countAliveSessions(): number {
  return alive.size;
}

/** A reader's last reported state: dwEventState and ATR. */
export interface ReportedReader {
  readonly reader: PcscliteReader;
  readonly eventState: number;
  readonly atr: Uint8Array | null;
}

/**
 * One pcsclite connection to the service; follows the list of readers and each reader's state. The package has one native
 * thread for the list and one per reader, each of which reports differences from what it reported last. The present state can
 * only be queried by starting to follow a reader.
 */
export class PcscliteSession {
  /** Why the service can no longer be followed; null while it can. */
  private lost: PcscError | null = null;
  /** Whether a present reader is no longer followed. */
  private hasGap = false;
  private isListed = false;
  /** Every followed reader and its state; null until reported. */
  private readonly told = new Map<PcscliteReader, ReportedReader | null>();
  /** Readers with a state query in progress, and whether to query again afterwards. */
  private readonly questions = new Map<PcscliteReader, 'asked' | 'again'>();
  private tellOpen: () => void = () => undefined;

  private constructor(
    monitor: PcscliteMonitor,
    private onHint: () => void,
  ) {
    alive.set(this, monitor);
    // pcsclite reports readers one by one and an empty list not at all; this intercepts the list itself.
    const start = monitor.start.bind(monitor);
    monitor.start = (told) => {
      start((error, names) => {
        told(error, names);
        this.isListed = true;
        this.hint();
      });
    };
    monitor.on('error', (error) => {
      this.lost ??= pcscliteError(error);
      this.hint();
    });
    monitor.on('reader', (reader) => {
      this.follow(reader);
    });
  }

  /**
   * Opens a session and waits until all readers are listed and have reported their states.
   * @param onHint called when something may have changed, never from within an addon callback
   * @throws PcscError if there is no service or it does not report
   */
  static async open(pcsclite: Pcsclite, onHint: () => void): Promise<PcscliteSession> {
    let monitor: PcscliteMonitor;
    try {
      monitor = pcsclite();
    } catch (error) {
      throw pcscliteError(error);
    }
    const session = new PcscliteSession(monitor, onHint);
    let limit: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        session.tellOpen = resolve;
        limit = setTimeout(() => {
          const detail = `The PC/SC service has not told its readers within ${OPEN_LIMIT_MS} ms`;
          reject(new PcscError(pcscCodes.SCARD_E_TIMEOUT, detail));
        }, OPEN_LIMIT_MS);
      });
      if (session.lost !== null) throw session.lost;
      return session;
    } catch (error) {
      session.abandon();
      throw error;
    } finally {
      clearTimeout(limit);
    }
  }

  /** Whether a new session would report more than this one. */
  get isStale(): boolean {
    return this.hasGap && this.lost === null;
  }

  /** Returns the state of each listed reader. @throws PcscError if the service is lost */
  look(): ReportedReader[] {
    if (this.lost !== null) throw this.lost;
    return [...this.told.values()].filter((reader) => reader !== null);
  }

  /** Queries a reader's present state and hints when it is known. For changes without an event. */
  refresh(pattern: PcscliteReader): void {
    if (this.lost !== null || !this.told.has(pattern)) return;
    if (this.questions.has(pattern)) {
      this.questions.set(pattern, 'again');
      return;
    }
    this.questions.set(pattern, 'asked');
    const before = this.told.get(pattern);
    let isAnswered = false;
    let closing: NodeJS.Timeout | undefined;
    const reader = makeReaderLike(pattern);
    reader.on('_end', () => {
      clearTimeout(closing);
    });
    reader.get_status((error, eventState, atr) => {
      // After its answer it also follows the reader, and reports changes before or after the package's own.
      if (isAnswered) return;
      isAnswered = true;
      const isWantedAgain = this.questions.get(pattern) === 'again';
      this.questions.delete(pattern);
      if (isError(error)) return; // followed by `_end`; the package's own reader reports it too
      closing = setTimeout(() => {
        reader.close();
        setTimeout(() => reader, LINGER_MS).unref();
      }, CLOSE_AFTER_MS);
      // If another report came since the query, it is unknown which is newer.
      const isInDoubt = this.told.get(pattern) !== before;
      if (!isInDoubt) this.take(pattern, eventState, atr ?? null);
      if (isInDoubt || isWantedAgain) defer(() => this.refresh(pattern));
    });
  }

  /** Stops listening. Native threads end by themselves. */
  abandon(): void {
    this.onHint = () => undefined;
  }

  private follow(reader: PcscliteReader): void {
    this.told.set(reader, null);
    reader.on('status', ({ state, atr }) => {
      const last = this.told.get(reader);
      // An answer overtook it, or the count restarted with a reconnected reader. A query settles it.
      if (last && isOlder(state, last.eventState)) defer(() => this.refresh(reader));
      else this.take(reader, state, atr ?? null);
    });
    reader.on('end', () => {
      this.told.delete(reader);
      this.hint();
    });
    // Followed by `end`.
    reader.on('error', () => {
      this.hasGap = true;
      this.told.set(reader, null);
      this.hint();
    });
  }

  private take(reader: PcscliteReader, eventState: number, atr: Uint8Array | null): void {
    if (!this.told.has(reader)) return;
    this.told.set(reader, { reader, eventState, atr });
    this.hint();
  }

  private hint(): void {
    defer(() => {
      if (this.lost !== null || (this.isListed && ![...this.told.values()].includes(null))) this.tellOpen();
      if (this.lost !== null && this.told.size === 0) setTimeout(() => alive.delete(this), LINGER_MS).unref();
      this.onHint();
    });
  }
}

/**
 * Whether one reader state is older than another: the upper 16 bits count insertions and removals and wrap after 65535. Without
 * counts nothing is older.
 */
function isOlder(eventState: number, than: number): boolean {
  return (((eventState >>> 16) - (than >>> 16)) & 0xffff) >= 0x8000;
}

/** Runs work after the addon's callback: the addon calls out while it holds a reader's mutex, and taking it again would deadlock. */
function defer(work: () => void): void {
  setImmediate(work);
}

import { PcscError } from '../pcsc/driver.js';
import { pcscCodes, pcscliteError } from '../pcsc/pcsc-codes.js';
import { isError, makeReaderLike, type Pcsclite, type PcscliteMonitor, type PcscliteReader } from './pcsclite-addon.js';

/** How long the service may take to tell readers and states, ms. */
const OPEN_LIMIT_MS = 3_000;
/** How long a session that has ended is still kept from the garbage collector: native handles close a little later. */
const LINGER_MS = 5_000;
/**
 * How long after its answer a reader is closed, ms: by then its thread waits for a change, and can be interrupted. Changes
 * that come meanwhile do not put it off, or readers would pile up while cards come and go, and pcscd takes 200 clients.
 */
const CLOSE_AFTER_MS = 300;

/**
 * Sessions whose native threads still run, with what keeps their monitors from the garbage collector: the destructors of
 * pcsclite wait for those threads. They end with the service, or with this process.
 */
const alive = new Map<PcscliteSession, PcscliteMonitor>();

/** How many sessions there are that have not ended. */
export function countAliveSessions(): number {
  return alive.size;
}

/** How a reader is, as it was last told: dwEventState and ATR. */
export interface ReportedReader {
  readonly reader: PcscliteReader;
  readonly eventState: number;
  readonly atr: Uint8Array | null;
}

/**
 * One connection of pcsclite to the service: follows the list of readers and each reader's state. The package keeps one
 * native thread for the list and one for each reader, each of which compares what the service has with what it told last,
 * and tells the difference. Nothing in it asks how a reader is now; only beginning to follow one tells that.
 */
export class PcscliteSession {
  /** Why the service can no longer be followed. */
  private lost: PcscError | null = null;
  /** Whether a reader has stopped being followed although it is there. */
  private hasGap = false;
  private isListed = false;
  /** Every followed reader, and how it is; null until that has been told. */
  private readonly told = new Map<PcscliteReader, ReportedReader | null>();
  /** Readers that are being asked how they are, and whether they are to be asked once more after that. */
  private readonly questions = new Map<PcscliteReader, 'asked' | 'again'>();
  private tellOpen: () => void = () => undefined;

  private constructor(
    monitor: PcscliteMonitor,
    private onHint: () => void,
  ) {
    alive.set(this, monitor);
    // pcsclite tells readers one by one and an empty list not at all; but the list itself passes here.
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
   * Opens a session and waits until the readers have been listed and each has told how it is.
   *
   * @param onHint called whenever there may be something new, never while the addon is calling out
   * @throws PcscError when there is no service, or it does not tell
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

  /** Whether a new session would tell more than this one. */
  get isStale(): boolean {
    return this.hasGap && this.lost === null;
  }

  /** How each listed reader is. @throws PcscError when the service is lost */
  look(): ReportedReader[] {
    if (this.lost !== null) throw this.lost;
    return [...this.told.values()].filter((reader) => reader !== null);
  }

  /** Asks how a reader is now, and hints when that has been told. For what changes without a change being told. */
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
      // After its answer it follows the reader too, and tells changes before or after the package's own.
      if (isAnswered) return;
      isAnswered = true;
      const isWantedAgain = this.questions.get(pattern) === 'again';
      this.questions.delete(pattern);
      if (isError(error)) return; // followed by `_end`; the package's own reader tells it too
      closing = setTimeout(() => {
        reader.close();
        setTimeout(() => reader, LINGER_MS).unref();
      }, CLOSE_AFTER_MS);
      // Where something was told since the question, it is not known which of the two is newer.
      const isInDoubt = this.told.get(pattern) !== before;
      if (!isInDoubt) this.take(pattern, eventState, atr ?? null);
      if (isInDoubt || isWantedAgain) defer(() => this.refresh(pattern));
    });
  }

  /** Listens no more. What runs natively ends in its own time. */
  abandon(): void {
    this.onHint = () => undefined;
  }

  private follow(reader: PcscliteReader): void {
    this.told.set(reader, null);
    reader.on('status', ({ state, atr }) => {
      const last = this.told.get(reader);
      // It was overtaken by an answer; or the count began anew with a reader that was connected again. Asking tells.
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
 * Whether one state of a reader was before another: the upper 16 bits count insertions and removals, and begin anew after
 * 65535. Where the platform does not count them, nothing is older.
 */
function isOlder(eventState: number, than: number): boolean {
  return (((eventState >>> 16) - (than >>> 16)) & 0xffff) >= 0x8000;
}

/**
 * Does work outside the call that the addon is making: it calls out while it holds a reader's mutex, and what then took
 * that mutex again would stop the process for good.
 */
function defer(work: () => void): void {
  setImmediate(work);
}

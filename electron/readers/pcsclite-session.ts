import { PcscError } from './driver.js';
import { pcscCodes, pcscliteError } from './pcsc-codes.js';
import type { Pcsclite, PcscliteMonitor, PcscliteReader } from './pcsclite-addon.js';

/** How long the service may take to tell readers and states, ms. */
const TELL_LIMIT_MS = 3_000;
/** How long what was closed is kept from the garbage collector: native threads and handles end in their own time. */
const LINGER_MS = 5_000;

/** A reader as it was found: dwEventState and ATR. `reader` is free to be connected to. */
export interface FoundReader {
  readonly reader: PcscliteReader;
  readonly eventState: number;
  readonly atr: Uint8Array | null;
}

/** One connection of pcsclite to the service: follows the list of readers and each reader's state, as hints. */
export class PcscliteSession {
  private lost: PcscError | null = null;
  private isClosed = false;
  private readonly followed: PcscliteReader[] = [];

  private constructor(
    private readonly monitor: PcscliteMonitor,
    private readonly hint: () => void,
  ) {
    // Stays on for good: closing a monitor makes it tell of its own cancelling.
    monitor.on('error', this.lose);
    monitor.on('reader', (reader) => {
      this.followed.push(reader);
      reader.on('status', this.hint);
      reader.on('end', this.hint);
      reader.on('error', this.lose);
      // pcsclite follows whatever it tells of, even after its end.
      if (this.isClosed) reader.close();
      this.hint();
    });
  }

  /**
   * Opens a session and waits until the readers have been listed.
   *
   * @param hint called whenever a look may show something new
   * @throws PcscError when there is no service, or it does not tell
   */
  static async open(pcsclite: Pcsclite, hint: () => void): Promise<PcscliteSession> {
    let monitor: PcscliteMonitor;
    try {
      monitor = pcsclite();
    } catch (error) {
      throw pcscliteError(error);
    }
    const listed = new Promise<void>((resolve) => {
      // pcsclite tells readers one by one and an empty list not at all; but the list itself passes here.
      const start = monitor.start.bind(monitor);
      monitor.start = (told) => {
        start((error, names) => {
          told(error, names);
          hint();
          resolve();
        });
      };
    });
    const session = new PcscliteSession(monitor, hint);
    try {
      await withinLimit(listed, 'its readers');
      if (session.lost !== null) throw session.lost;
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** Asks the service anew how each listed reader is. @throws PcscError */
  async look(): Promise<FoundReader[]> {
    const found: FoundReader[] = [];
    for (const name of Object.keys(this.monitor.readers)) {
      const reader = await this.find(name);
      if (reader !== null) found.push(reader);
    }
    if (this.lost !== null) throw this.lost;
    return found;
  }

  /**
   * Asks the service anew how one reader is.
   *
   * The monitor's own readers cannot be asked, only followed; and they must not be connected to: in pcsclite, following
   * a reader and commanding its card share a mutex that every status event takes on the main thread, so that one card
   * that does not answer would stop the whole process. So this makes another of the same kind, follows it until it has
   * told its state, and stops following.
   *
   * @returns null when there is no such reader any more
   * @throws PcscError
   */
  async find(name: string): Promise<FoundReader | null> {
    if (this.lost !== null) throw this.lost;
    const listed = this.monitor.readers[name];
    if (listed === undefined) return null;
    const reader: unknown = Reflect.construct(listed.constructor, [name]);
    if (!isReaderLike(reader, listed)) throw new PcscError(null, 'pcsclite made something that is not a reader');
    const told = new Promise<FoundReader | null>((resolve, reject) => {
      reader.on('_end', () => {
        resolve(null);
      });
      reader.get_status((error, eventState, atr) => {
        if (isError(error)) reject(pcscliteError(error));
        else resolve({ reader, eventState, atr: atr ?? null });
      });
    });
    try {
      return await withinLimit(told, `the state of reader ${name}`);
    } finally {
      reader.close();
      linger(reader);
    }
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const reader of this.followed) reader.close();
    this.monitor.close();
    linger(this);
  }

  private readonly lose = (error: unknown): void => {
    this.lost ??= pcscliteError(error);
    this.hint();
  };
}

/** The callback's first argument is null, undefined or an error. */
export function isError(error: unknown): boolean {
  return error !== null && error !== undefined;
}

function isReaderLike(made: unknown, pattern: PcscliteReader): made is PcscliteReader {
  return typeof made === 'object' && made !== null && Object.getPrototypeOf(made) === Object.getPrototypeOf(pattern);
}

function linger(object: object): void {
  setTimeout(() => object, LINGER_MS).unref();
}

async function withinLimit<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new PcscError(pcscCodes.SCARD_E_TIMEOUT, `The PC/SC service has not told ${what} within ${TELL_LIMIT_MS} ms`));
    }, TELL_LIMIT_MS);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

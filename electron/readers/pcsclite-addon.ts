/**
 * The used part of the npm package `pcsclite` 1.0.1, by its source: its own types lack `start` and have `any` for errors.
 * `close` blocks until the native thread ends. It interrupts that thread for 50 ms, without effect unless the thread waits for
 * a change, then waits indefinitely: closing a busy object hangs the process. So a monitor is never closed (`close` is left
 * out), and a reader only some time after it answered.
 */
export type Pcsclite = () => PcscliteMonitor;

export interface PcscliteMonitor {
  on(event: 'reader', listener: (reader: PcscliteReader) => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  /** Called by the package one tick after creation; reports each list of readers. */
  start(told: (error: unknown, names: Buffer) => void): void;
}

export interface PcscliteReader {
  readonly name: string;
  /** The native class; the package creates one object per listed reader. */
  readonly constructor: () => void;
  on(event: 'status', listener: (status: { readonly state: number; readonly atr?: Buffer }) => void): void;
  /** `_end` comes from the native reader, `end` from the package for readers it follows. */
  on(event: 'end' | '_end', listener: () => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  /** Starts following the reader: reports its present state, then every change. */
  get_status(told: (error: unknown, eventState: number, atr?: Buffer) => void): void;
  close(): void;
  connect(options: { readonly share_mode: number; readonly protocol: number }, done: (error: unknown, protocol: number) => void): void;
  transmit(command: Buffer, longestResponse: number, protocol: number, done: (error: unknown, response: Buffer) => void): void;
  disconnect(disposition: number, done: (error: unknown) => void): void;
  readonly SCARD_SHARE_SHARED: number;
  readonly SCARD_SHARE_EXCLUSIVE: number;
  readonly SCARD_PROTOCOL_T0: number;
  readonly SCARD_PROTOCOL_T1: number;
  readonly SCARD_LEAVE_CARD: number;
  readonly SCARD_RESET_CARD: number;
}

export function isPcsclite(loaded: unknown): loaded is Pcsclite {
  return typeof loaded === 'function';
}

/**
 * Creates a reader that the package does not follow. One that is never followed must never be garbage-collected: its destructor
 * joins a thread that does not exist.
 * @throws Error if pcsclite's structure is not the known one
 */
export function makeReaderLike(pattern: PcscliteReader): PcscliteReader {
  const reader: unknown = Reflect.construct(pattern.constructor, [pattern.name]);
  if (!isLike(reader, pattern)) throw new Error('pcsclite made something that is not a reader');
  return reader;
}

/** The callbacks' first argument is null, undefined or an error. */
export function isError(error: unknown): boolean {
  return error !== null && error !== undefined;
}

function isLike(reader: unknown, pattern: PcscliteReader): reader is PcscliteReader {
  return typeof reader === 'object' && reader !== null && Object.getPrototypeOf(reader) === Object.getPrototypeOf(pattern);
}

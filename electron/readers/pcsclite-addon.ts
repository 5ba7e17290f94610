/**
 * What is used of the npm package `pcsclite` 1.0.1, as its source has it: its own types leave out `start`, and say `any`
 * for errors.
 *
 * `close` blocks until the native thread has ended. It interrupts that thread for 50 ms, which does nothing while the
 * thread is not waiting for a change yet, and then waits without limit: closing what was busy just now hangs the process.
 * So a monitor is never closed (and its `close` is left out), a reader only some time after it has answered.
 */
export type Pcsclite = () => PcscliteMonitor;

export interface PcscliteMonitor {
  on(event: 'reader', listener: (reader: PcscliteReader) => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  /** Called by the package itself one tick after the monitor was made; tells each list of readers. */
  start(told: (error: unknown, names: Buffer) => void): void;
}

export interface PcscliteReader {
  readonly name: string;
  /** The native class, of which the package makes one object per listed reader. */
  readonly constructor: () => void;
  on(event: 'status', listener: (status: { readonly state: number; readonly atr?: Buffer }) => void): void;
  /** `_end` comes from the native reader, `end` from the package for the readers it follows itself. */
  on(event: 'end' | '_end', listener: () => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  /** Begins to follow the reader: tells at once how it is, then every change. */
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
 * Makes another reader like one that the package follows, and not followed. One that stays so must be kept from the
 * garbage collector for good: its destructor joins a thread that it does not have.
 *
 * @throws Error when pcsclite is not as known
 */
export function makeReaderLike(pattern: PcscliteReader): PcscliteReader {
  const reader: unknown = Reflect.construct(pattern.constructor, [pattern.name]);
  if (!isLike(reader, pattern)) throw new Error('pcsclite made something that is not a reader');
  return reader;
}

/** The first argument of the callbacks is null, undefined or an error. */
export function isError(error: unknown): boolean {
  return error !== null && error !== undefined;
}

function isLike(reader: unknown, pattern: PcscliteReader): reader is PcscliteReader {
  return typeof reader === 'object' && reader !== null && Object.getPrototypeOf(reader) === Object.getPrototypeOf(pattern);
}

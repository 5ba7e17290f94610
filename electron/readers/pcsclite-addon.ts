/**
 * What is used of the npm package `pcsclite` 1.0.1, as its source has it: its own types leave out `start`, `readers`
 * and the native readers' `_end`, and say `any` for errors.
 */
export type Pcsclite = () => PcscliteMonitor;

export interface PcscliteMonitor {
  readonly readers: Readonly<Record<string, PcscliteReader | undefined>>;
  on(event: 'reader', listener: (reader: PcscliteReader) => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  /** Called by the package itself one tick after the monitor was made; tells each list of readers. */
  start(told: (error: unknown, names: Buffer) => void): void;
  close(): void;
}

export interface PcscliteReader {
  readonly name: string;
  /** The native class, of which the package makes one object per listed reader. */
  readonly constructor: () => void;
  on(event: 'status' | 'end' | '_end', listener: () => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  /** Begins to follow the reader's state: at once how it is, then every change. */
  get_status(told: (error: unknown, eventState: number, atr?: Buffer) => void): void;
  connect(
    options: { readonly share_mode: number; readonly protocol: number },
    done: (error: unknown, protocol: number) => void,
  ): void;
  transmit(command: Buffer, longestResponse: number, protocol: number, done: (error: unknown, response: Buffer) => void): void;
  disconnect(disposition: number, done: (error: unknown) => void): void;
  /** Ends following; the reader can still be connected to. */
  close(): void;
  readonly SCARD_SHARE_SHARED: number;
  readonly SCARD_PROTOCOL_T0: number;
  readonly SCARD_PROTOCOL_T1: number;
  readonly SCARD_LEAVE_CARD: number;
  readonly SCARD_RESET_CARD: number;
}

export function isPcsclite(loaded: unknown): loaded is Pcsclite {
  return typeof loaded === 'function';
}

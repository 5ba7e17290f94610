import { connect, isIP, type Socket } from 'node:net';
import { connect as secure, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { ignoreTcpEnd } from './ignore-tcp-end.js';

/**
 * One connection to the collector (RFC 5425), from its handshake to its end.
 *
 * RFC 5425 has no acknowledgments; only the end of a connection confirms delivery. The collector must answer this side's
 * close_notify with its own (§4.4), and it reads in order, so by then it has read everything. The end of the TCP connection
 * confirms nothing: a proxy, or an attacker, can cause it, but only the collector can send close_notify. A collector that
 * closes with unread data resets the connection (RST). If both sides closed at once, this could be misread; so this side sends
 * close_notify only after the connection has been quiet, and still open, for longer than data is in transit.
 */
export interface Delivery {
  /** Sends framed messages; resolves when the system has accepted them. @throws DeliveryError */
  send(frames: string): Promise<void>;
  /** Waits while the connection must stay open. @throws DeliveryError */
  quiet(ms: number): Promise<void>;
  /** Closes the connection; resolves when the collector has received everything. @throws DeliveryError */
  finish(): Promise<void>;
  /** Drops the connection. What was sent may or may not have been received. */
  drop(): void;
}

/** The collector was not reached or is not trusted, or the connection broke. The message is for an administrator. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
}

export interface DeliveryDeps {
  readonly host: string;
  readonly port: number;
  /** The trusted issuers, as options of `tls.createSecureContext`. */
  readonly trust: { readonly ca: readonly string[]; readonly allowPartialTrustChain: boolean };
  /** Runs work after a delay in ms; returns a function that cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  /** Drops the connection at any time. */
  readonly signal: AbortSignal;
  /** Longest time to connect, to send or to close, ms each. */
  readonly limitMs?: number;
}

const LIMIT_MS = 30_000;

/** Connects to the collector over TLS 1.2 or newer. Its certificate must be trusted and match its name. @throws DeliveryError */
export async function openDelivery({ host, port, trust, schedule, signal, limitMs = LIMIT_MS }: DeliveryDeps): Promise<Delivery> {
  const connection = connect({ host, port });
  const options: ConnectionOptions = {
    socket: ignoreTcpEnd(connection),
    host,
    minVersion: 'TLSv1.2',
    // Overrides the environment (`NODE_TLS_REJECT_UNAUTHORIZED`).
    rejectUnauthorized: true,
    // SNI does not allow IP addresses (RFC 6066 §3).
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...{ ...trust, ca: [...trust.ca] },
  };
  const link = new TlsDelivery(connection, secure(options), schedule, limitMs);
  const drop = (): void => {
    link.drop();
  };
  signal.addEventListener('abort', drop);
  void link.isOver.then(() => {
    signal.removeEventListener('abort', drop);
  });
  if (signal.aborted) drop();
  await link.opened();
  return link;
}

class TlsDelivery implements Delivery {
  readonly #connection: Socket;
  readonly #socket: TLSSocket;
  readonly #schedule: DeliveryDeps['schedule'];
  readonly #limitMs: number;
  #isEnding = false;
  /** Whether the collector has sent close_notify. */
  #hasEnded = false;
  /** The error that ended the connection; null if it ended as intended; undefined while it is open. */
  #outcome: DeliveryError | null | undefined;
  #over: () => void = () => undefined;
  /** Resolves when the connection has ended for any reason. */
  readonly isOver: Promise<void>;

  constructor(connection: Socket, socket: TLSSocket, schedule: DeliveryDeps['schedule'], limitMs: number) {
    this.#connection = connection;
    this.#socket = socket;
    this.#schedule = schedule;
    this.#limitMs = limitMs;
    this.isOver = new Promise((resolve) => {
      this.#over = resolve;
    });
    // The collector sends nothing, but unread data would turn the end into a reset.
    socket.resume();
    for (const one of [connection, socket]) {
      one.on('error', (error: Error) => {
        this.#break(error.message);
      });
    }
    socket.on('end', () => {
      this.#hasEnded = true;
      if (!this.#isEnding) this.#break('The collector closed the connection');
      // The TCP connection is ended only after the collector's close_notify: without one, its end proves nothing.
      else connection.resume().end();
    });
    connection.on('end', () => {
      // After this, a close_notify that arrived before has been processed.
      setImmediate(() => {
        if (!this.#hasEnded)
          this.#break('The connection was closed without a TLS close_notify, so it is unknown which events were accepted');
      });
    });
    connection.on('close', (hadError) => {
      if (hadError || !this.#isEnding || !this.#hasEnded) this.#break('The connection was lost');
      else this.#settle(null);
    });
  }

  opened(): Promise<void> {
    return this.#within(
      new Promise((resolve) => {
        this.#socket.once('secureConnect', resolve);
      }),
      'No secure connection in time',
    );
  }

  send(frames: string): Promise<void> {
    return this.#within(
      new Promise((resolve) => {
        // The connection reports errors.
        this.#socket.write(frames, 'utf8', (error) => {
          if (error === undefined || error === null) resolve();
        });
      }),
      'The collector accepts no data',
    );
  }

  async quiet(ms: number): Promise<void> {
    let cancel: () => void = () => undefined;
    const passed = new Promise<void>((resolve) => {
      cancel = this.#schedule(resolve, ms);
    });
    await Promise.race([passed, this.isOver]);
    cancel();
    this.#mustBeThere();
  }

  async finish(): Promise<void> {
    this.#mustBeThere();
    this.#isEnding = true;
    this.#socket.end();
    await this.#within(this.isOver, 'The collector does not close the connection');
    if (this.#outcome !== null) throw this.#outcome ?? new DeliveryError('The connection was lost');
  }

  drop(): void {
    this.#break('The connection was dropped');
  }

  /** Waits for a promise, the end of the connection, or the time limit. */
  async #within(what: Promise<void>, tooLate: string): Promise<void> {
    const cancel = this.#schedule(() => {
      this.#break(tooLate);
    }, this.#limitMs);
    try {
      await Promise.race([what, this.isOver]);
    } finally {
      cancel();
    }
    if (this.#outcome !== null && this.#outcome !== undefined) throw this.#outcome;
  }

  #mustBeThere(): void {
    if (this.#outcome !== undefined) throw this.#outcome ?? new DeliveryError('The connection is closed');
  }

  #break(detail: string): void {
    this.#settle(new DeliveryError(detail));
    this.#socket.destroy();
    this.#connection.destroy();
  }

  #settle(outcome: DeliveryError | null): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    this.#over();
  }
}

import { connect, isIP, type Socket } from 'node:net';
import { connect as secure, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { ignoreTcpEnd } from './ignore-tcp-end.js';

/**
 * One connection to the collector (RFC 5425), from its handshake to its end.
 *
 * RFC 5425 acknowledges nothing, so only the end of a connection tells what was taken: the collector must answer this side's
 * close_notify with its own (§4.4), and it reads in order, so it has read everything before. That TCP ends tells nothing: a proxy
 * whose own way to the collector is gone ends it too, and so can anybody on the way; a close_notify only the collector can write. A
 * collector that ends with something unread breaks the connection instead (RST). Ends that cross on the way could mislead: so this
 * side sends its own only after the connection has been quiet, and still there, for longer than anything is on its way.
 */
export interface Delivery {
  /** Hands messages over, already framed; resolves when the system has taken them. @throws DeliveryError */
  send(frames: string): Promise<void>;
  /** Waits in which the connection must stay. @throws DeliveryError */
  quiet(ms: number): Promise<void>;
  /** Ends the connection; resolves when the collector has taken everything. @throws DeliveryError */
  finish(): Promise<void>;
  /** Drops the connection. What was sent may or may not have been taken. */
  drop(): void;
}

/** The collector was not reached, is not trusted, or the connection broke; `message` is for an administrator. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
}

export interface DeliveryDeps {
  readonly host: string;
  readonly port: number;
  /** The issuers to trust; options of a secure context (`tls.createSecureContext`). */
  readonly trust: { readonly ca: readonly string[]; readonly allowPartialTrustChain: boolean };
  /** Runs work after a pause in ms; gives back what cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  /** Drops the connection, whatever it is doing. */
  readonly signal: AbortSignal;
  /** Longest that connecting, handing over or ending may each take, ms. */
  readonly limitMs?: number;
}

const LIMIT_MS = 30_000;

/** Connects to the collector over TLS 1.2 or newer; its certificate must be trusted and be for its name. @throws DeliveryError */
export async function openDelivery({ host, port, trust, schedule, signal, limitMs = LIMIT_MS }: DeliveryDeps): Promise<Delivery> {
  const connection = connect({ host, port });
  const options: ConnectionOptions = {
    socket: ignoreTcpEnd(connection),
    host,
    minVersion: 'TLSv1.2',
    // Whatever the environment says of it.
    rejectUnauthorized: true,
    // An address has no place in the name that is asked for (RFC 6066 §3).
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
  /** Whether the collector's close_notify has come. */
  #hasEnded = false;
  /** What broke the connection, once something has; null for an end that was wanted. */
  #outcome: DeliveryError | null | undefined;
  #over: () => void = () => undefined;
  /** Settles when the connection is over, however it ended. */
  readonly isOver: Promise<void>;

  constructor(connection: Socket, socket: TLSSocket, schedule: DeliveryDeps['schedule'], limitMs: number) {
    this.#connection = connection;
    this.#socket = socket;
    this.#schedule = schedule;
    this.#limitMs = limitMs;
    this.isOver = new Promise((resolve) => {
      this.#over = resolve;
    });
    // Nothing is expected from a collector; what comes is read, for unread bytes would turn the end into a break.
    socket.resume();
    for (const one of [connection, socket]) {
      one.on('error', (error: Error) => {
        this.#break(error.message);
      });
    }
    socket.on('end', () => {
      this.#hasEnded = true;
      if (!this.#isEnding) this.#break('The collector closed the connection');
      // TCP ends only now, so that an end of TCP that comes before is not an answer to this side's.
      else connection.resume().end();
    });
    connection.on('end', () => {
      // A close_notify that came before it has been told of by then.
      setImmediate(() => {
        if (!this.#hasEnded) this.#break('The connection was closed without the close_notify of TLS, so it is not known what was taken');
      });
    });
    connection.on('close', (hadError) => {
      if (hadError || !this.#isEnding || !this.#hasEnded) this.#break('The connection broke');
      else this.#settle(null);
    });
  }

  opened(): Promise<void> {
    return this.#within(
      new Promise((resolve) => {
        this.#socket.once('secureConnect', resolve);
      }),
      'No secure connection was made in time',
    );
  }

  send(frames: string): Promise<void> {
    return this.#within(
      new Promise((resolve) => {
        // An error is told by the connection as a whole.
        this.#socket.write(frames, 'utf8', (error) => {
          if (error === undefined || error === null) resolve();
        });
      }),
      'The collector takes nothing',
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
    await this.#within(this.isOver, 'The collector does not end the connection');
    if (this.#outcome !== null) throw this.#outcome ?? new DeliveryError('The connection broke');
  }

  drop(): void {
    this.#break('The connection was dropped');
  }

  /** Waits for something that the end of the connection, or the limit, cuts short. */
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
    if (this.#outcome !== undefined) throw this.#outcome ?? new DeliveryError('The connection is over');
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

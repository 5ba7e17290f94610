import type { DriverName } from '../../shared/readers.js';
import { fromHex, PcscError, toHex, type CardConnection, type DriverEvent } from './driver.js';
import { fromHostSchema, type FromHost, type ToHost } from './host-protocol.js';
import { pcscCodes } from './pcsc-codes.js';

/** A process that runs `host.ts`: Electron's utility process, or a child process of Node. */
export interface HostProcess {
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the process has ended, for whatever reason. */
  onExit(listener: () => void): void;
  kill(): void;
}

export interface HostLinkOptions {
  readonly spawn: () => HostProcess;
  readonly drivers: readonly DriverName[];
  readonly onEvent: (event: DriverEvent) => void;
  /** Called once: the host has ended, hangs, or says what it must not; it is being killed. */
  readonly onLost: (why: string) => void;
}

/** How long a host may take from its start to its first word, ms. */
const START_LIMIT_MS = 5_000;
/** How often it is asked whether it still answers, ms; and how many times it may stay silent in a row. */
const PING_EVERY_MS = 1_000;
const MOST_SILENT_PINGS = 3;
/** How long one call may take, ms. A command can take as long as its card likes; nobody here waits that long. */
const CALL_LIMIT_MS = 5_000;

type Answer = Extract<FromHost, { id: number }>;

/** Main's end of the line to one reader host, for as long as that host lives. */
export class HostLink {
  private process: HostProcess | null = null;
  private isOver = false;
  private hasSpoken = false;
  private silentPings = 0;
  private lastId = 0;
  private readonly calls = new Map<number, { settle: (answer: Answer) => void; fail: (error: PcscError) => void }>();
  private startLimit: NodeJS.Timeout | undefined;
  private pings: NodeJS.Timeout | undefined;
  private exited: () => void = () => undefined;
  private readonly exit = new Promise<void>((resolve) => {
    this.exited = resolve;
  });

  constructor(private readonly options: HostLinkOptions) {}

  start(): void {
    this.startLimit = setTimeout(() => {
      this.lose(`The reader host has not answered within ${START_LIMIT_MS} ms of its start`);
    }, START_LIMIT_MS);
    let host: HostProcess;
    try {
      host = this.options.spawn();
    } catch (error) {
      this.exited();
      // As with any other loss, not before the caller has this link in hand.
      queueMicrotask(() => {
        this.lose(`The reader host cannot be started: ${String(error)}`);
      });
      return;
    }
    this.process = host;
    host.onMessage((message) => {
      this.receive(message);
    });
    host.onExit(() => {
      this.exited();
      this.lose('The reader host has ended');
    });
    host.postMessage({ type: 'start', drivers: [...this.options.drivers] } satisfies ToHost);
    this.pings = setInterval(() => {
      this.ping();
    }, PING_EVERY_MS);
    this.ping();
  }

  /** @throws PcscError */
  async connect(reader: string): Promise<CardConnection> {
    const connected = await this.call((id) => ({ type: 'connect', id, reader }));
    if (connected.type !== 'connected') throw unexpected(connected);
    const { connection, protocol } = connected;
    return {
      protocol,
      transmit: async (command) => {
        const answer = await this.call((id) => ({ type: 'transmit', id, connection, command: toHex(command) }));
        if (answer.type !== 'answered') throw unexpected(answer);
        return fromHex(answer.response);
      },
      disconnect: async (disposition) => {
        // A host that is gone, or does not answer, holds nothing that could be let go from here.
        await this.call((id) => ({ type: 'disconnect', id, connection, disposition })).catch(() => undefined);
      },
    };
  }

  /** Asks the host to end, waits for it, and kills it when the time is up. */
  async stop(limitMs: number): Promise<void> {
    if (this.isOver) return;
    this.process?.postMessage({ type: 'stop', id: ++this.lastId } satisfies ToHost);
    this.end();
    if (await this.exitWithin(limitMs)) return;
    this.process?.kill();
    await this.exitWithin(limitMs);
  }

  private async exitWithin(ms: number): Promise<boolean> {
    let limit: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      limit = setTimeout(() => {
        resolve(false);
      }, ms);
    });
    const exited = await Promise.race([this.exit.then(() => true), late]);
    clearTimeout(limit);
    return exited;
  }

  /** Ends the host at once, without a word to `onLost`. */
  kill(): void {
    this.end();
    this.process?.kill();
  }

  private receive(message: unknown): void {
    if (this.isOver) return;
    const parsed = fromHostSchema.safeParse(message);
    if (!parsed.success) {
      this.lose('The reader host says what is not in the protocol');
      return;
    }
    this.hasSpoken = true;
    clearTimeout(this.startLimit);
    this.silentPings = 0;
    if (parsed.data.type === 'event') {
      this.options.onEvent(parsed.data.event);
    } else if (parsed.data.type !== 'pong') {
      const call = this.calls.get(parsed.data.id);
      this.calls.delete(parsed.data.id);
      call?.settle(parsed.data);
    }
  }

  private ping(): void {
    if (this.hasSpoken && this.silentPings >= MOST_SILENT_PINGS) {
      this.lose('The reader host hangs');
      return;
    }
    this.silentPings += 1;
    this.process?.postMessage({ type: 'ping', id: ++this.lastId } satisfies ToHost);
  }

  /** Makes a call; @throws PcscError when it fails, takes too long, or the host is lost. */
  private call(make: (id: number) => ToHost): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.isOver) {
        reject(new PcscError(null, 'The reader host does not run'));
        return;
      }
      const id = ++this.lastId;
      const call = make(id);
      const limit = setTimeout(() => {
        this.calls.set(id, { settle: this.letGo, fail: () => undefined });
        reject(new PcscError(pcscCodes.SCARD_E_TIMEOUT, `${call.type} has taken more than ${CALL_LIMIT_MS} ms`));
      }, CALL_LIMIT_MS);
      this.calls.set(id, {
        settle: (answer) => {
          clearTimeout(limit);
          if (answer.type === 'failed') reject(new PcscError(answer.pcscCode, answer.detail));
          else resolve(answer);
        },
        fail: (error) => {
          clearTimeout(limit);
          reject(error);
        },
      });
      this.process?.postMessage(call);
    });
  }

  /** A connection that comes when its caller has gone is let go. */
  private readonly letGo = (answer: Answer): void => {
    if (answer.type !== 'connected') return;
    const { connection } = answer;
    this.call((id) => ({ type: 'disconnect', id, connection, disposition: 'reset' })).catch(() => undefined);
  };

  private lose(why: string): void {
    if (this.isOver) return;
    this.kill();
    this.options.onLost(why);
  }

  private end(): void {
    this.isOver = true;
    clearTimeout(this.startLimit);
    clearInterval(this.pings);
    for (const { fail } of this.calls.values()) fail(new PcscError(null, 'The reader host was lost'));
    this.calls.clear();
  }
}

function unexpected(answer: Answer): PcscError {
  return new PcscError(null, `The reader host answered ${answer.type}`);
}

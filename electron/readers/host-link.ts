import { assertNever } from '../../shared/assert-never.js';
import type { Identification, IdentificationProblem } from '../../shared/cards.js';
import type { DriverName } from '../../shared/readers.js';
import { failedReading, type CardReading, type CardToRead } from './card-source.js';
import type { DriverEvent } from '../pcsc/driver.js';
import { fromHostSchema, type FromHost, type ToHost } from './host-protocol.js';

/** A process that runs `host.ts`: Electron's utility process, or a child process of Node. */
export interface HostProcess {
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the process has ended, for whatever reason; with its exit code, null where a signal ended it. */
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

export interface HostLinkDeps {
  readonly spawn: () => HostProcess;
  readonly drivers: readonly DriverName[];
  readonly onEvent: (event: DriverEvent) => void;
  /** Called once: the host has ended, hangs, or says what it must not; it is being killed. */
  readonly onLost: (why: string) => void;
}

/** How long a host may take from its start to its first word, ms. */
const START_LIMIT_MS = 20_000;
/** How often it is asked whether it still answers, ms; and how many times it may stay silent in a row. */
const PING_EVERY_MS = 1_000;
const MOST_SILENT_PINGS = 3;
/** How long a card that was read is waited for to be let go, ms: a reset takes as long as the card likes. */
const LETTING_GO_LIMIT_MS = 5_000;
/** How long a card may be read at most, ms. Each of its answers has a limit of its own in the host, which this one stands behind. */
const READING_LIMIT_MS = 120_000;
/** What comes of a reading whose host is not there. */
const LOST: IdentificationProblem = { code: 'communication', pcscCode: null };

/** A reading that the host does. */
interface Reading {
  readonly identified: (identification: Identification) => void;
  readonly failed: (error: Error) => void;
  readonly ended: () => void;
}

/** The reading of a card where there is no host to do it. */
export const lostReading: CardReading = failedReading(LOST);

/** Main's end of the line to one reader host, for as long as that host lives. */
export class HostLink {
  private process: HostProcess | null = null;
  private isOver = false;
  private hasSpoken = false;
  private silentPings = 0;
  private lastId = 0;
  private readonly readings = new Map<number, Reading>();
  private startLimit: NodeJS.Timeout | undefined;
  private pings: NodeJS.Timeout | undefined;
  private exited: () => void = () => undefined;
  private readonly exit = new Promise<void>((resolve) => {
    this.exited = resolve;
  });

  constructor(private readonly deps: HostLinkDeps) {}

  start(): void {
    this.startLimit = setTimeout(() => {
      this.lose(`The reader host has not answered within ${START_LIMIT_MS} ms of its start`);
    }, START_LIMIT_MS);
    let host: HostProcess;
    try {
      host = this.deps.spawn();
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
    host.onExit((code) => {
      this.exited();
      this.lose(code === null ? 'The reader host has ended' : `The reader host has ended with code ${String(code)}`);
    });
    host.postMessage({ type: 'start', drivers: [...this.deps.drivers] } satisfies ToHost);
    this.pings = setInterval(() => {
      this.ping();
    }, PING_EVERY_MS);
    this.ping();
  }

  /** Has a card read by the host, in its {@link CardSource}. Ends at once when the host is lost. */
  read(card: CardToRead, signal: AbortSignal): CardReading {
    if (this.isOver) return lostReading;
    const id = ++this.lastId;
    let limit = setTimeout(() => {
      forget();
      this.readings.get(id)?.identified({ state: 'unidentified', problem: { code: 'timeout', limitMs: READING_LIMIT_MS } });
    }, READING_LIMIT_MS);
    const forget = (): void => {
      this.process?.postMessage({ type: 'forget', id } satisfies ToHost);
    };
    let ended: () => void = () => undefined;
    const end = new Promise<void>((resolve) => {
      ended = () => {
        clearTimeout(limit);
        signal.removeEventListener('abort', forget);
        this.readings.delete(id);
        resolve();
      };
    });
    const identification = new Promise<Identification>((resolve, reject) => {
      this.readings.set(id, {
        identified: (outcome) => {
          clearTimeout(limit);
          limit = setTimeout(ended, LETTING_GO_LIMIT_MS);
          resolve(outcome);
        },
        failed: reject,
        ended,
      });
    });
    signal.addEventListener('abort', forget);
    this.process?.postMessage({ type: 'read', id, card } satisfies ToHost);
    if (signal.aborted) forget();
    return { identification, ended: end };
  }

  /** Asks the host to end, waits for it, and kills it when the time is up. */
  async stop(limitMs: number): Promise<void> {
    if (this.isOver) return;
    this.process?.postMessage({ type: 'stop' } satisfies ToHost);
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
    this.heard(parsed.data);
  }

  private heard(said: FromHost): void {
    switch (said.type) {
      case 'event':
        this.deps.onEvent(said.event);
        return;
      case 'pong':
        return;
      case 'identified':
        this.readings.get(said.id)?.identified(said.identification);
        return;
      case 'failed':
        this.readings.get(said.id)?.failed(new Error(said.detail));
        return;
      case 'let-go':
        this.readings.get(said.id)?.ended();
        return;
      default:
        assertNever(said);
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

  private lose(why: string): void {
    if (this.isOver) return;
    this.kill();
    this.deps.onLost(why);
  }

  private end(): void {
    this.isOver = true;
    clearTimeout(this.startLimit);
    clearInterval(this.pings);
    for (const { identified, ended } of [...this.readings.values()]) {
      identified({ state: 'unidentified', problem: LOST });
      ended();
    }
  }
}

import { assertNever } from '../../shared/assert-never.js';
import type { Identification, IdentificationProblem } from '../../shared/cards.js';
import type { DriverName } from '../../shared/readers.js';
import { failedReading, type CardReading, type CardToRead } from './card-source.js';
import type { DriverEvent } from '../pcsc/driver.js';
import { fromHostSchema, type FromHost, type ToHost } from './host-protocol.js';

/** A process that runs `host.ts`: an Electron utility process or a Node child process. */
export interface HostProcess {
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once when the process has ended, with its exit code; null after a signal. */
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

export interface HostLinkDeps {
  readonly spawn: () => HostProcess;
  readonly drivers: readonly DriverName[];
  readonly onEvent: (event: DriverEvent) => void;
  /** Called once when the host has ended, hangs or breaks the protocol; it is then killed. */
  readonly onLost: (why: string) => void;
}

/** Time limit from a host's start to its first message, ms. */
const START_LIMIT_MS = 20_000;
/** Interval of pings, ms, and how many may stay unanswered in a row. */
const PING_EVERY_MS = 1_000;
const MOST_SILENT_PINGS = 3;
/** How long to wait for a read card's release, ms; a reset has no time limit of its own. */
const LETTING_GO_LIMIT_MS = 5_000;
/** Time limit for one reading, ms. Backstop to the host's own limits for each command. */
const READING_LIMIT_MS = 120_000;
/** The problem of a reading without a host. */
const LOST: IdentificationProblem = { code: 'communication', pcscCode: null };

/** A reading in the host. */
interface Reading {
  readonly identified: (identification: Identification) => void;
  readonly failed: (error: Error) => void;
  readonly ended: () => void;
}

/** The result for a card that cannot be read because there is no host. */
export const lostReading: CardReading = failedReading(LOST);

/** Main's side of the connection to one reader host, for the host's lifetime. */
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
      // Asynchronous like any other loss, so that the caller has this link first.
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

  /** Has the host read a card, as in {@link CardSource}. Ends at once if the host is lost. */
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

  /** Asks the host to exit and kills it after the time limit. */
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

  /** Kills the host at once without calling `onLost`. */
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
    this.process?.postMessage({ type: 'ping' } satisfies ToHost);
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

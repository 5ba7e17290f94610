import type { DriverName } from '../../shared/readers.js';
import type { CardReading, CardSource, CardToRead } from './card-source.js';
import type { DriverEvent } from '../pcsc/driver.js';
import { HostLink, lostReading, type HostProcess } from './host-link.js';

export type { HostProcess } from './host-link.js';

export interface HostedDriverDeps {
  /** Starts a reader host (`host.ts`). */
  readonly spawn: () => HostProcess;
  /** Drivers in order of preference; default pcsclite, then smartcard. */
  readonly drivers?: readonly DriverName[];
  /** Called with the reason each time a host is lost, for the log. */
  readonly onLost?: (why: string) => void;
}

/** Delays before a lost host is restarted, ms; growing with each loss in a row. */
const RESTART_AFTER_MS = [0, 500, 1_000, 2_000, 5_000, 10_000] as const;
/** A host that runs this long resets the delays, ms. */
const TRUSTED_AFTER_MS = 10_000;
/** How long to wait for the host at exit, ms. */
const STOP_LIMIT_MS = 2_000;

/**
 * Runs a driver and its card readings in a child process and supervises it: the host must report within its start limit and
 * then answer pings. When it ends or hangs, its readers and cards are reported as removed, its readings fail, and another host
 * is started.
 */
export class HostedDriver implements CardSource {
  private listener: ((event: DriverEvent) => void) | null = null;
  private link: HostLink | null = null;
  private losses = 0;
  private timer: NodeJS.Timeout | undefined;
  /** Fires when the host has run long enough to be trusted. */
  private trust: NodeJS.Timeout | undefined;
  /** The host's present readers, and whether each has a card. */
  private readonly readers = new Map<string, boolean>();
  /** The last reported service state, to suppress repeats. */
  private told = '';

  constructor(private readonly deps: HostedDriverDeps) {}

  start(listener: (event: DriverEvent) => void): void {
    this.listener = listener;
    this.launch();
  }

  async stop(): Promise<void> {
    this.listener = null;
    clearTimeout(this.timer);
    clearTimeout(this.trust);
    const { link } = this;
    this.link = null;
    await link?.stop(STOP_LIMIT_MS);
  }

  /** Starts a new host at once, e.g. after sleep: all readers and cards are reported again. */
  restart(): void {
    if (this.listener === null) return;
    const { link } = this;
    this.link = null;
    link?.kill();
    this.losses = 0;
    this.lost('The reader host is started anew');
  }

  read(card: CardToRead, signal: AbortSignal): CardReading {
    return this.link?.read(card, signal) ?? lostReading;
  }

  private launch(): void {
    const { spawn, drivers = ['pcsclite', 'smartcard'] } = this.deps;
    this.trust = setTimeout(() => {
      this.losses = 0;
    }, TRUSTED_AFTER_MS);
    const link: HostLink = new HostLink({
      spawn,
      drivers,
      onEvent: (event) => {
        if (this.link === link) this.tell(event);
      },
      onLost: (why) => {
        if (this.link !== link) return;
        this.link = null;
        this.deps.onLost?.(why);
        this.lost(why);
      },
    });
    this.link = link;
    link.start();
  }

  private lost(why: string): void {
    clearTimeout(this.trust);
    for (const [reader, hasCard] of [...this.readers]) {
      if (hasCard) this.tell({ type: 'card-removed', reader });
      this.tell({ type: 'reader-removed', reader });
    }
    this.tell({ type: 'service-down', reason: 'host-lost', pcscCode: null, detail: why });
    const rest = RESTART_AFTER_MS[Math.min(this.losses, RESTART_AFTER_MS.length - 1)] ?? 0;
    this.losses += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.listener !== null) this.launch();
    }, rest);
  }

  private tell(event: DriverEvent): void {
    switch (event.type) {
      case 'service-up':
      case 'service-down': {
        const text = JSON.stringify(event);
        if (text === this.told) return;
        this.told = text;
        break;
      }
      case 'reader-added':
        this.readers.set(event.reader, false);
        break;
      case 'reader-removed':
        this.readers.delete(event.reader);
        break;
      case 'card-inserted':
      case 'card-mute':
        this.readers.set(event.reader, true);
        break;
      case 'card-removed':
        this.readers.set(event.reader, false);
        break;
    }
    this.listener?.(event);
  }
}

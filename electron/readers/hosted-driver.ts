import type { DriverName } from '../../shared/readers.js';
import type { CardReading, CardSource, CardToRead } from './card-source.js';
import type { DriverEvent } from '../pcsc/driver.js';
import { HostLink, lostReading, type HostProcess } from './host-link.js';

export type { HostProcess } from './host-link.js';

export interface HostedDriverDeps {
  /** Starts a reader host (`host.ts`). */
  readonly spawn: () => HostProcess;
  /** The drivers in the order they are tried; default pcsclite, then smartcard. */
  readonly drivers?: readonly DriverName[];
  /** Told of each host that was lost, and why, for the log: the page forgets it with the next host. */
  readonly onLost?: (why: string) => void;
}

/** Rests before a host that was lost is started anew, ms: at once at first, then longer while it keeps being lost. */
const RESTART_AFTER_MS = [0, 500, 1_000, 2_000, 5_000, 10_000] as const;
/** A host that lived this long is trusted again, ms. */
const TRUSTED_AFTER_MS = 10_000;
/** How long a host is waited for when the station quits, ms. */
const STOP_LIMIT_MS = 2_000;

/**
 * A driver, and the reading of its cards, in a process of their own, which this starts and watches: it must tell
 * something within its start limit and answer pings from then on. When it ends or hangs, everything it held is told as
 * removed, readings under way come to nothing, and another one is started.
 */
export class HostedDriver implements CardSource {
  private listener: ((event: DriverEvent) => void) | null = null;
  private link: HostLink | null = null;
  private losses = 0;
  private timer: NodeJS.Timeout | undefined;
  /** Runs out when the host has lived long enough to be trusted. */
  private trust: NodeJS.Timeout | undefined;
  /** What the host has told and not taken back: its readers, and whether there is a card in them. */
  private readonly readers = new Map<string, boolean>();
  /** The last word on the service, so that an equal one is not told again. */
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

  /** Starts a fresh host at once, as after the machine slept: every reader and card is told anew. */
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

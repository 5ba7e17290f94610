import type { DriverName } from '../../shared/readers.js';
import { PcscError, type CardConnection, type DriverEvent, type ReaderDriver, type Share } from '../pcsc/driver.js';
import { compareSnapshots, type KnownCards, type ReaderSnapshot } from './reader-snapshot.js';
import { serviceDownReason } from '../pcsc/pcsc-codes.js';

/** The used operations of a PC/SC addon: take a snapshot, wait, connect. */
export interface PcscAddon {
  /**
   * Takes a snapshot of all readers, with a new service connection if the last one is dead.
   * @throws PcscError if the service cannot be queried
   */
  readSnapshot(): Promise<readonly ReaderSnapshot[]>;
  /** Resolves when something may have changed, or after `ms`. Never throws. */
  changed(ms: number): Promise<void>;
  /** @throws PcscError */
  connect(reader: string, share: Share): Promise<CardConnection>;
  /** Stops waiting and releases the service; the next snapshot starts afresh. Never throws. */
  release(): Promise<void>;
}

export interface PollingDriverDeps {
  readonly driver: DriverName;
  /** Loads the addon. @throws Error if it does not load here */
  readonly load: () => PcscAddon;
  /** Longest time between two snapshots, ms. */
  readonly lookEveryMs?: number;
  /** Pause between retries while the service is absent, ms. */
  readonly retryMs?: number;
}

/** Pause after a snapshot without changes, ms. */
const UNCHANGED_PAUSE_MS = 20;

/**
 * A {@link ReaderDriver} over an addon. Addon events only trigger a snapshot; the difference between two snapshots is reported.
 * So a change is missed for at most one interval and never reported twice.
 */
export class PollingDriver implements ReaderDriver {
  private addon: PcscAddon | null = null;
  private known: KnownCards = new Map();
  /** The last reported service state, to suppress repeats. */
  private told = '';
  private stopping = false;
  private wake: (() => void) | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly deps: PollingDriverDeps) {}

  start(listener: (event: DriverEvent) => void): void {
    try {
      this.addon = this.deps.load();
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      // Asynchronous, so that `start` returns before the listener is called.
      queueMicrotask(() => {
        if (!this.stopping) listener({ type: 'service-down', reason: 'no-driver', pcscCode: null, detail: detail.slice(0, 2000) });
      });
      return;
    }
    this.running = this.run(this.addon, (event) => {
      if (!this.stopping) listener(event);
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.wake?.();
    await this.addon?.release();
    await this.running;
    await this.addon?.release();
  }

  async connect(reader: string, share: Share = 'shared'): Promise<CardConnection> {
    if (this.addon === null || this.stopping) throw new PcscError(null, 'The driver does not run');
    return this.addon.connect(reader, share);
  }

  private async run(addon: PcscAddon, tell: (event: DriverEvent) => void): Promise<void> {
    const { driver, lookEveryMs = 500, retryMs = 500 } = this.deps;
    let fresh = false;
    while (!this.stopping) {
      try {
        const looks = await addon.readSnapshot();
        this.tellService(tell, { type: 'service-up', driver });
        const { events, known } = compareSnapshots(this.known, looks);
        this.known = known;
        events.forEach(tell);
        fresh = true;
        // An addon that wakes repeatedly without changes must not keep the processor busy.
        if (events.length === 0) await this.pause(UNCHANGED_PAUSE_MS);
        if (!this.isStopping()) await addon.changed(lookEveryMs);
      } catch (error) {
        await addon.release();
        // A service that was just restarted answers a new connection at once.
        const again = fresh;
        fresh = false;
        const { events, known } = compareSnapshots(this.known, []);
        this.known = known;
        events.forEach(tell);
        const { pcscCode, message } = error instanceof PcscError ? error : new PcscError(null, String(error));
        const reason = serviceDownReason(pcscCode);
        this.tellService(tell, { type: 'service-down', reason, pcscCode, detail: message.slice(0, 2000) });
        if (!again) await this.pause(retryMs);
      }
    }
  }

  /** Checked each time, because it may change during a wait. */
  private isStopping(): boolean {
    return this.stopping;
  }

  private tellService(tell: (event: DriverEvent) => void, event: DriverEvent): void {
    const text = JSON.stringify(event);
    if (text === this.told) return;
    this.told = text;
    tell(event);
  }

  private async pause(ms: number): Promise<void> {
    if (this.stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
  }
}

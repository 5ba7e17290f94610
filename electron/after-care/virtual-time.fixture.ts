interface Timer {
  readonly atMs: number;
  readonly work: () => void;
}

/** How long to wait, in real time, for work at one moment of the virtual time, ms. */
const STUCK_MS = 30_000;

/** A clock that jumps from timer to timer. It stands still while the tracked work runs, and continues when that waits for a timer. */
export class VirtualTime {
  #nowMs: number;
  #timers: Timer[] = [];
  #isWaiting = false;
  #waits: () => void = () => undefined;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  readonly now = (): Date => new Date(this.#nowMs);

  /** For the tracked work: waits for its timer. */
  readonly schedule = (work: () => void, ms: number): (() => void) => {
    const timer = this.#add(this.#nowMs + ms, () => {
      this.#isWaiting = false;
      work();
    });
    this.#isWaiting = true;
    this.#waits();
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
      this.#isWaiting = false;
    };
  };

  /** Runs work at a time, ms since the epoch, independent of the tracked work. */
  at(atMs: number, work: () => void): void {
    this.#add(atMs, work);
  }

  /** Lets time pass until a moment, or until the tracked work ends. */
  async run(untilMs: number, hasEnded: () => boolean): Promise<void> {
    for (;;) {
      await this.#settled(hasEnded);
      if (hasEnded()) return;
      const [next] = this.#timers;
      if (next === undefined || next.atMs > untilMs) break;
      this.#timers.shift();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.work();
    }
    this.#nowMs = untilMs;
  }

  #add(atMs: number, work: () => void): Timer {
    const timer = { atMs, work };
    const at = this.#timers.findIndex((one) => one.atMs > atMs);
    this.#timers.splice(at < 0 ? this.#timers.length : at, 0, timer);
    return timer;
  }

  async #settled(hasEnded: () => boolean): Promise<void> {
    const limitMs = performance.now() + STUCK_MS;
    while (!this.#isWaiting && !hasEnded()) {
      if (performance.now() > limitMs) throw new Error('What is followed neither waits nor has ended');
      await new Promise<void>((resolve) => {
        // Ended work no longer waits for timers.
        const look = setTimeout(resolve, 20);
        this.#waits = () => {
          clearTimeout(look);
          resolve();
        };
      });
    }
  }
}

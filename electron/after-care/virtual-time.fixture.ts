interface Timer {
  readonly atMs: number;
  readonly work: () => void;
}

/** So long it is waited, in real time, for what is under way at one moment of the virtual one, ms. */
const STUCK_MS = 30_000;

/**
 * A clock that goes on by itself from one timer to the next. One thing is followed: while it is under way, the clock stands
 * still; it goes on when that thing waits for a timer of its own again.
 */
export class VirtualTime {
  #nowMs: number;
  #timers: Timer[] = [];
  #isWaiting = false;
  #waits: () => void = () => undefined;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  readonly now = (): Date => new Date(this.#nowMs);

  /** For the thing that is followed: it waits from here until its work is run. */
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

  /** Does something at a moment, ms since the epoch, whatever is followed. */
  at(atMs: number, work: () => void): void {
    this.#add(atMs, work);
  }

  /** Lets time go by until a moment, or until what is followed has ended. */
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
        // What ended waits for nothing any more, and says nothing.
        const look = setTimeout(resolve, 20);
        this.#waits = () => {
          clearTimeout(look);
          resolve();
        };
      });
    }
  }
}

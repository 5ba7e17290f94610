export interface CallBudgetDeps {
  /** At least 1. */
  readonly callsPerHour: number;
  readonly now: () => Date;
  /** Waits `ms`; less if the budget is closed. */
  readonly pause: (ms: number) => Promise<void>;
  /** Whether no more important work needs the server or the disk. */
  readonly isQuiet: () => boolean;
  /** Stores the time of a call across restarts. If it rejects, the call is not made. */
  readonly keep: (at: string) => Promise<void>;
}

const HOUR_MS = 3_600_000;
/** Pause before checking again whether more important work is done, ms. */
export const BUSY_RETRY_MS = 5_000;

/** Spreads calls evenly over the hour. Any hour has at most the budgeted calls, across restarts. */
export class CallBudget {
  readonly #deps: CallBudgetDeps;
  readonly #spacingMs: number;
  #lastMs: number | null;
  #closed = false;

  /** @param askedAt time of the last call before this start; null: none */
  constructor(deps: CallBudgetDeps, askedAt: string | null) {
    this.#deps = deps;
    this.#spacingMs = HOUR_MS / deps.callsPerHour;
    this.#lastMs = askedAt === null ? null : Date.parse(askedAt);
  }

  /** Waits for the next call's turn. @returns false if the budget was closed: do not make the call */
  async turn(): Promise<boolean> {
    const { now, pause, isQuiet, keep } = this.#deps;
    while (!this.#closed) {
      const waitMs = this.#waitMs();
      if (waitMs > 0) await pause(waitMs);
      else if (!isQuiet()) await pause(BUSY_RETRY_MS);
      else {
        const at = now();
        await keep(at.toISOString());
        this.#lastMs = at.getTime();
        return !this.#isClosed();
      }
    }
    return false;
  }

  /** Allows no further calls. */
  close(): void {
    this.#closed = true;
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  #waitMs(): number {
    if (this.#lastMs === null) return 0;
    const nowMs = this.#deps.now().getTime();
    // The clock was set back, so the last call's age is unknown; counts it as made now.
    if (this.#lastMs > nowMs) this.#lastMs = nowMs;
    return Math.max(0, this.#lastMs + this.#spacingMs - nowMs);
  }
}

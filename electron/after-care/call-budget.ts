export interface CallBudgetDeps {
  /** At least 1. */
  readonly callsPerHour: number;
  readonly now: () => Date;
  /** Waits, ms; less where the budget is closed meanwhile. */
  readonly pause: (ms: number) => Promise<void>;
  /** Whether nothing of more weight wants the server or the disk. */
  readonly isQuiet: () => boolean;
  /** Keeps over a restart when a call is made. Rejects where it cannot be kept: then none is made. */
  readonly keep: (at: string) => Promise<void>;
}

const HOUR_MS = 3_600_000;
/** How long it waits before it looks again whether it is quiet, ms. */
export const BUSY_RETRY_MS = 5_000;

/**
 * Gives calls their turns, evenly over the hour: within any hour there are no more than the budget allows, whatever is
 * restarted in between.
 */
export class CallBudget {
  readonly #deps: CallBudgetDeps;
  readonly #spacingMs: number;
  #lastMs: number | null;
  #closed = false;

  /** @param askedAt when the last call before this start was made; null: there was none */
  constructor(deps: CallBudgetDeps, askedAt: string | null) {
    this.#deps = deps;
    this.#spacingMs = HOUR_MS / deps.callsPerHour;
    this.#lastMs = askedAt === null ? null : Date.parse(askedAt);
  }

  /** Waits for the turn of the next call. @returns false where the budget was closed meanwhile: no call is to be made then */
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

  /** Gives no turn any more. */
  close(): void {
    this.#closed = true;
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  #waitMs(): number {
    if (this.#lastMs === null) return 0;
    const nowMs = this.#deps.now().getTime();
    // The clock was set back: how long ago the last call was is not known, so it counts as made now.
    if (this.#lastMs > nowMs) this.#lastMs = nowMs;
    return Math.max(0, this.#lastMs + this.#spacingMs - nowMs);
  }
}

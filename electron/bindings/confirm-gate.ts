import { fail, type Result } from '../../shared/result.js';

/**
 * Lets confirmations through until the station is about to open again with other settings: from then on nothing new is
 * written down that would go to another server than the one that was on the screen.
 */
export class ConfirmGate {
  readonly #inside = new Set<Promise<unknown>>();
  #isClosed = false;

  /** Confirms, or refuses with `restarting` once the gate is closed. */
  async pass<T>(confirm: () => Promise<Result<T>>): Promise<Result<T>> {
    if (this.#isClosed) return fail({ code: 'restarting' });
    const confirming = confirm();
    this.#inside.add(confirming);
    try {
      return await confirming;
    } finally {
      this.#inside.delete(confirming);
    }
  }

  /** Lets nothing through any more; resolves when what is inside has come to its end. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([...this.#inside]);
  }

  /** Lets confirmations through again. */
  open(): void {
    this.#isClosed = false;
  }
}

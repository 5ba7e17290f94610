import { fail, type Result } from '../../shared/result.js';

/**
 * Lets confirmations through until the station restarts with other settings. After that no binding is journaled that would go
 * to another server than the one on the screen.
 */
export class ConfirmGate {
  readonly #inside = new Set<Promise<unknown>>();
  #isClosed = false;

  /** Runs the confirmation, or refuses with `restarting` if the gate is closed. */
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

  /** Closes the gate; resolves when the running confirmations have ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([...this.#inside]);
  }

  /** Opens the gate again. */
  open(): void {
    this.#isClosed = false;
  }
}

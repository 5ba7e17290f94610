import type { DriverEvent } from '../pcsc/driver.js';

/** For tests: collects events, and waits for them with a deadline. */
export class Recorder<E extends object = DriverEvent> {
  readonly all: E[] = [];
  private waiters: { readonly check: () => boolean; readonly resolve: () => void }[] = [];

  readonly listener = (event: E): void => {
    this.all.push(event);
    this.waiters = this.waiters.filter(({ check, resolve }) => {
      if (!check()) return true;
      resolve();
      return false;
    });
  };

  /** Resolves once the collected events meet the condition; fails after `limitMs` with the events. */
  async until(condition: (events: readonly E[]) => boolean, limitMs = 5_000): Promise<void> {
    const check = (): boolean => condition(this.all);
    if (check()) return;
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => {
        reject(new Error(`Not within ${limitMs} ms; told so far: ${JSON.stringify(this.all, null, 1)}`));
      }, limitMs);
      this.waiters.push({
        check,
        resolve: () => {
          clearTimeout(limit);
          resolve();
        },
      });
    });
  }

  /** Resolves once a matching event has come after the first `from` events. */
  async told(like: Partial<E>, { from = 0, limitMs = 5_000 }: { from?: number; limitMs?: number } = {}): Promise<void> {
    const wanted = Object.entries(like);
    const isLike = (event: E): boolean => {
      const facts: ReadonlyMap<string, unknown> = new Map(Object.entries(event));
      return wanted.every(([key, value]) => facts.get(key) === value);
    };
    await this.until((events) => events.slice(from).some(isLike), limitMs);
  }
}
